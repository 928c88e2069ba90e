"""Constructs on a Kubernetes cluster."""
