"""The monthly cost of an environment: its resources, dated prices, and usage assumptions."""
