"""Reviewing a change without credentials: the base is rehearsed, and the head planned on top of it."""
