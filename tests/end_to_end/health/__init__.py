"""`ops health` on clusters of a real API server: a healthy one, broken ones, and one with nothing on it."""
