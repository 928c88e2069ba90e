"""`ops logs`."""
