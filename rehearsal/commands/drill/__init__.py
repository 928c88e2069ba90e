"""`rehearse drill`."""
