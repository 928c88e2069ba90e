"""Deployment of reviewed plans, rollback of failed releases, destruction of stacks."""
