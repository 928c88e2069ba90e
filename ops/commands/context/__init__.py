"""The kubectl context of an environment's cluster."""
