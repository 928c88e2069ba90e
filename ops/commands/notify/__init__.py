"""Telling people how a deployment goes."""
