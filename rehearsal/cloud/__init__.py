"""The simulated cloud behind the stand-in providers: one SQLite file, and rules for what it refuses and
computes."""
