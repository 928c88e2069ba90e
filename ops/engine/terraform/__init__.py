"""Running a real Terraform engine, through its JSON output only."""
