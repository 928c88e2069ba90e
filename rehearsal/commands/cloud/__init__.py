"""`rehearse cloud`."""
