"""The states of an environment: read, compared, written back."""
