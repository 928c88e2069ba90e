"""Drills: a deployment killed, cut off or damaged in a rehearsal, and what must hold afterwards."""
