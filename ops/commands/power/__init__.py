"""Stopping what costs by the hour while nobody needs it, and starting it again."""
