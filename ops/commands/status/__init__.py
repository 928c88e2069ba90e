"""`ops status`."""
