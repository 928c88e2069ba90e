"""The simulated cloud behind the providers: one SQLite file, and the rules of each resource type."""
