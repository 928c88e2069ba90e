"""`ops plan`."""
