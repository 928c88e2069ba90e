"""The move from cdktf to its successor cdktn: the command that makes it, and the check that it works."""
