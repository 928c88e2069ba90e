"""Drift: what stands in the cloud is no longer what was applied."""
