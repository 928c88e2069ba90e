"""What a plan would do: read from `terraform show -json`, fingerprinted, and shown to people."""
