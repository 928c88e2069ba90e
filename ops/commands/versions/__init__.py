"""The pinned versions: the end of their support, the newest ones, and what moves them."""
