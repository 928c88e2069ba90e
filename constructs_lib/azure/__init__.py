"""Constructs of the foundation: what lives in Azure itself."""
