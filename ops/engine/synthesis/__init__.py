"""Synthesis: the run of main.py, its cache, and the synthesized stacks."""
