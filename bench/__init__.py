"""What is measured, as ratios of things that ran in one and the same run."""
