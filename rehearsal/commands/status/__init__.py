"""`rehearse status`."""
