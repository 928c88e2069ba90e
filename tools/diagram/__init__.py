"""The architecture diagram, drawn from the synthesized stacks: `make diagram`."""
