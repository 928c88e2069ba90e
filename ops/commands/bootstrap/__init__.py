"""What must be there before the first apply: the subscription's rights, and where the states are kept."""
