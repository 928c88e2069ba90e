"""Clients of the services that ops talks to."""
