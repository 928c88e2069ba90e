"""Watching a rollout on the cluster, and naming what is stuck in it."""
