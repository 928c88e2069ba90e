"""Synthesis: running main.py, its cache, and reading what it wrote."""
