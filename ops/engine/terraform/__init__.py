"""Runs of the Terraform engine, read from its JSON output."""
