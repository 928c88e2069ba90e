"""Deleting an environment: everything that its deployment has made, and nothing else."""
