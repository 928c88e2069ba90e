"""The cluster of the environment, its identity and what that may do."""

from typing import Final

from constructs import Construct

from constructs_lib.azure.cluster import ApiAccess, Cluster, ClusterNetwork, MaintenanceWindow, NodePool
from constructs_lib.azure.log_analytics import LogWorkspace
from constructs_lib.azure.managed_identity import ManagedIdentity
from constructs_lib.azure.public_address import PublicAddress
from constructs_lib.azure.virtual_network import VirtualNetwork
from environments import Environment
from stacks.foundation.place import Place

_NETWORK_CONTRIBUTOR: Final = "Network Contributor"


def add_cluster(
    scope: Construct,
    *,
    environment: Environment,
    place: Place,
    network: VirtualNetwork,
    address: PublicAddress,
    logs: LogWorkspace,
) -> Cluster:
    """Add the cluster in its subnet, with an identity that may use the subnet and the gateway's address."""
    settings, cidrs = environment.cluster, environment.network
    identity = ManagedIdentity(
        scope, "cluster_identity", name=f"{settings.name}-identity", placement=place.placement
    )
    rights = [
        identity.grant_role(
            "join_subnet",
            role=_NETWORK_CONTRIBUTOR,
            scope=network.node_subnet_id,
            reason="The cluster puts its nodes and load balancers into this subnet",
        ),
        identity.grant_role(
            "use_address",
            role=_NETWORK_CONTRIBUTOR,
            scope=address.id,
            reason="The gateway's load balancer takes this address",
        ),
    ]
    return Cluster(
        scope,
        "cluster",
        name=settings.name,
        dns_prefix=settings.dns_prefix,
        kubernetes_version=settings.kubernetes_version,
        sku_tier=settings.sku_tier,
        identity_id=identity.id,
        access=ApiAccess(
            admin_group_ids=settings.admin_group_ids,
            authorized_cidrs=settings.api_server_authorized_cidrs,
        ),
        nodes=NodePool(
            size=settings.nodes.size,
            minimum=settings.nodes.minimum,
            maximum=settings.nodes.maximum,
            zones=settings.zones,
            subnet_id=network.node_subnet_id,
            os_disk_type=settings.nodes.os_disk.type,
            os_disk_gb=settings.nodes.os_disk.size_gb,
            max_pods=settings.nodes.max_pods,
            host_encryption=settings.nodes.host_encryption,
        ),
        network=ClusterNetwork(
            pod_cidr=cidrs.pod_cidr,
            service_cidr=cidrs.service_cidr,
            dns_service_ip=cidrs.dns_service_ip,
            outbound_ports=cidrs.outbound_ports_per_node,
        ),
        maintenance=MaintenanceWindow(**settings.maintenance.model_dump()),
        log_workspace_id=logs.id if environment.logs.container_insights else None,
        depends_on=rights,
        placement=place.placement,
    )
