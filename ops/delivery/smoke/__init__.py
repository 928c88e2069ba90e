"""Smoke tests of a deployed release."""
