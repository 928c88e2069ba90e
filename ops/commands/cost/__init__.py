"""`ops cost`."""
