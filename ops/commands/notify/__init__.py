"""Notifications about deployments, to Slack and by mail."""
