"""`rehearse env`."""
