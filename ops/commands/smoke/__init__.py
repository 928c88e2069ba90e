"""`ops smoke`."""
