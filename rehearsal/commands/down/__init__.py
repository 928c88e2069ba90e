"""`rehearse down`."""
