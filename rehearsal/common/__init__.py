"""What every layer uses: the folder of a rehearsal, and its certificates."""
