"""The deployment on one machine: real Terraform, simulated cloud. See docs/rehearsal/."""
