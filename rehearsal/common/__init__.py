"""The modules for every layer: the folder of a rehearsal, its certificates, and the options."""
