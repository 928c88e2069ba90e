"""The checks before the first apply: everything in Azure and GitHub that could refuse it half-way."""
