"""`ops power`: stops and starts the machines that are billed by the hour."""
