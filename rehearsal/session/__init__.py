"""A rehearsal between commands: its record, setup, inputs and environment variables, and its report."""
