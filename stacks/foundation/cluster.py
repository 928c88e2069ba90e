"""The cluster of the environment, its identity and what that may do."""

from typing import Final

from constructs import Construct

from constructs_lib.azure.cluster import ApiAccess, Cluster, MaintenanceWindow, NodePool
from constructs_lib.azure.managed_identity import ManagedIdentity
from environments.cluster import Cluster as ClusterSettings
from stacks.foundation.logs import FoundationLogs
from stacks.foundation.network import FoundationNetwork, GatewayAddress
from stacks.foundation.resource_group import FoundationGroup

_NETWORK_CONTRIBUTOR: Final = "Network Contributor"


class ClusterIdentity(ManagedIdentity):
    """The identity of the cluster, which may use the nodes' subnet and the gateway's address.

    The right to the address is on its resource group: the cloud provider lists the group's addresses to find
    the one that a Service names, which a role on the address alone does not allow. Sources:
    MicrosoftDocs/azure-aks-docs, articles/aks/static-ip.md, "Create a service using the static IP address";
    kubernetes-sigs/cloud-provider-azure, pkg/provider/azure_publicip_repo.go (newPIPCache).

    Attributes:
        rights: The role assignments, which must exist before the cluster.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        network: FoundationNetwork,
        address: GatewayAddress,
        at: FoundationGroup,
    ) -> None:
        super().__init__(scope, id_, name=f"{at.prefix}-identity", placement=at.placement)
        self.rights = [
            self.grant_role(
                "join_subnet",
                role=_NETWORK_CONTRIBUTOR,
                scope=network.node_subnet_id,
                reason="The cluster puts its nodes and load balancers into this subnet",
            ),
            self.grant_role(
                "use_address",
                role=_NETWORK_CONTRIBUTOR,
                scope=address.group_id,
                reason="The gateway's load balancer finds its address in this group, and takes it",
            ),
        ]


class FoundationCluster(Cluster):
    """The AKS cluster in the nodes' subnet, with its identity."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: ClusterSettings,
        network: FoundationNetwork,
        address: GatewayAddress,
        logs: FoundationLogs,
        at: FoundationGroup,
    ) -> None:
        identity = ClusterIdentity(scope, f"{id_}_identity", network=network, address=address, at=at)
        super().__init__(
            scope,
            id_,
            name=settings.name,
            dns_prefix=settings.dns_prefix,
            kubernetes_version=settings.kubernetes_version,
            sku_tier=settings.sku_tier,
            identity_id=identity.id,
            access=ApiAccess(
                admin_group_ids=settings.admin_group_ids,
                authorized_cidrs=settings.api_server_authorized_cidrs,
            ),
            nodes=_nodes(settings, network),
            network=network.cluster_network,
            maintenance=MaintenanceWindow(**settings.maintenance.model_dump()),
            log_workspace_id=logs.id if logs.collects else None,
            depends_on=identity.rights,
            placement=at.placement,
        )


def _nodes(settings: ClusterSettings, network: FoundationNetwork) -> NodePool:
    return NodePool(
        size=settings.nodes.size,
        minimum=settings.nodes.minimum,
        maximum=settings.nodes.maximum,
        zones=settings.zones,
        subnet_id=network.node_subnet_id,
        os_disk_type=settings.nodes.os_disk.type,
        os_disk_gb=settings.nodes.os_disk.size_gb,
        max_pods=settings.nodes.max_pods,
        host_encryption=settings.nodes.host_encryption,
    )
