"""What commands share: planning, deploying, watching, pricing an environment."""
