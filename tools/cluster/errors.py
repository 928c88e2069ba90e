"""What can go wrong on the machine that a cluster is to run on."""


class ClusterError(Exception):
    """A cluster cannot be started or used; the message names the cause and the remedy, if there is one."""
