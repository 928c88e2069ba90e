"""The machines that can be stopped to save money: the cluster and the database server."""
