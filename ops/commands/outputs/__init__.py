"""`ops outputs`."""
