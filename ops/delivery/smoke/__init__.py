"""Smoke tests: whether a release that was just deployed serves its users."""
