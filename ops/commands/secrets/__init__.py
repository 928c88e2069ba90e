"""`ops secrets`."""
