"""The operators' side of a deployment: everything done with the synthesized stacks, never with constructs."""
