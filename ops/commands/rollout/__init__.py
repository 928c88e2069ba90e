"""`ops rollout`."""
