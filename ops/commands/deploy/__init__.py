"""`ops deploy`."""
