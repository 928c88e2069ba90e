"""`rehearse up`."""
