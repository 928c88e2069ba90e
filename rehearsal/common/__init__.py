"""The modules for every layer: the folder of a rehearsal, and its certificates."""
