"""Constructs of the Dapr runtime and its components."""
