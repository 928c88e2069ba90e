"""`ops init`."""
