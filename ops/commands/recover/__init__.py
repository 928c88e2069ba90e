"""`ops recover`."""
