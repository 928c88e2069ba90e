"""`ops releases`, `ops rollback` and `ops unlock`."""
