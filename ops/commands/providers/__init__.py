"""The checksums of the providers, renewed from a registry."""
