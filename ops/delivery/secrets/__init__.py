"""The values of secrets: what shape each must have, where it may come from, and when it was changed."""
