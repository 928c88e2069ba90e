"""The addresses of a cluster, computed from its number, so that several clusters do not meet."""

from dataclasses import dataclass

NAME_PREFIX = "todo-node-"
LARGEST_NUMBER = 99


@dataclass(frozen=True)
class ClusterAddresses:
    """Names and addresses of the cluster with a number from 1 to `LARGEST_NUMBER`."""

    number: int

    @property
    def name(self) -> str:
        """The name of the node, of its cgroup and of its network interface on the host."""
        return f"{NAME_PREFIX}{self.number}"

    @property
    def host(self) -> str:
        """The host's address towards the node."""
        return f"10.201.{self.number}.1"

    @property
    def node(self) -> str:
        """The node's address."""
        return f"10.201.{self.number}.2"

    @property
    def pods(self) -> str:
        """The range of the pods, which the host reaches through the node."""
        return f"10.202.{self.number}.0/24"

    @property
    def services(self) -> str:
        """The range of the Services, which the host reaches through the node."""
        return f"10.203.{self.number}.0/24"

    @property
    def api_service(self) -> str:
        """The address of the Service `kubernetes`: the first one of the range."""
        return f"10.203.{self.number}.1"

    @property
    def dns(self) -> str:
        """The address of the cluster's DNS."""
        return f"10.203.{self.number}.10"

    @property
    def api_url(self) -> str:
        """Where the API server is. Its port is 443 as on AKS, where network policies allow no other."""
        return f"https://{self.node}"
