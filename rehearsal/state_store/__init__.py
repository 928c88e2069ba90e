"""The remote state on this machine: Azurite as a background process."""
