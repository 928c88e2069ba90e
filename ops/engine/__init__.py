"""Terraform and synthesis."""
