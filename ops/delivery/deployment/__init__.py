"""Deploying what was reviewed, and rolling back what does not work."""
