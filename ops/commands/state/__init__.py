"""`ops state`."""
