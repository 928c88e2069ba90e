"""Machines that are stopped and started to save money: the cluster and the database server."""
