"""`ops bootstrap`: checks and creates what the first apply needs."""
