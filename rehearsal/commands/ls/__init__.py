"""`rehearse ls`."""
