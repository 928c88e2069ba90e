"""`ops cleanup`: deletes everything that an environment's deployment has created, and nothing else."""
