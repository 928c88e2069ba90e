"""What an environment costs a month: its resources, dated prices, and stated assumptions of its usage."""
