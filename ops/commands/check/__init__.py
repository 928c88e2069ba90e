"""The check of environments without an account: their files, synthesis, and the providers' validation."""
