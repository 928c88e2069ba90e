"""Real programs that end-to-end tests start without a container engine."""
