"""The git repository of this checkout."""
