"""`rehearse review`."""
