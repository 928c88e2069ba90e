"""What the workload and the stacks must agree on."""
