"""The local simulated cloud that stands in for the providers: see docs/rehearsal/."""
