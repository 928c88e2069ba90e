"""The network of the environment, and the public address of its gateway."""

from constructs import Construct

from constructs_lib.azure.cluster import ClusterNetwork
from constructs_lib.azure.public_address import PublicAddress
from constructs_lib.azure.virtual_network import VirtualNetwork
from environments.cluster import Cluster
from environments.network import Network
from stacks.foundation.resource_group import FoundationGroup


class FoundationNetwork(VirtualNetwork):
    """The virtual network in which nodes and database live.

    Attributes:
        database_cidr: Addresses of the database's subnet.
        cluster_network: Address ranges of pods and services.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Network, at: FoundationGroup) -> None:
        super().__init__(
            scope,
            id_,
            name=f"{at.prefix}-network",
            cidr=settings.virtual_network_cidr,
            node_cidr=settings.node_subnet_cidr,
            pod_cidr=settings.pod_cidr,
            placement=at.placement,
        )
        self.database_cidr: str = settings.database_subnet_cidr
        self.cluster_network = ClusterNetwork(
            pod_cidr=settings.pod_cidr,
            service_cidr=settings.service_cidr,
            dns_service_ip=settings.dns_service_ip,
            outbound_ports=settings.outbound_ports_per_node,
        )


class GatewayAddress(PublicAddress):
    """The public address at which people reach the application.

    Attributes:
        group_id: ARM id of the address's resource group.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: Network,
        cluster: Cluster,
        at: FoundationGroup,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name=f"{at.prefix}-gateway",
            dns_label=settings.public_dns_label,
            zones=cluster.zones,
            placement=at.placement,
        )
        self.group_id: str = at.id
