"""Real programs that tests and workflows start, built from source."""
