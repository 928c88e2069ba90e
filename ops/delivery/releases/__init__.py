"""Release records, kept beside the Terraform states, so that every operator can roll back."""
