"""The AKS cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from cdktf import Fn, ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesCluster,
    KubernetesClusterApiServerAccessProfile,
    KubernetesClusterAutoScalerProfile,
    KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl,
    KubernetesClusterDefaultNodePool,
    KubernetesClusterDefaultNodePoolUpgradeSettings,
    KubernetesClusterIdentity,
    KubernetesClusterMaintenanceWindowAutoUpgrade,
    KubernetesClusterMaintenanceWindowNodeOs,
    KubernetesClusterNetworkProfile,
    KubernetesClusterNetworkProfileLoadBalancerProfile,
    KubernetesClusterOmsAgent,
    KubernetesClusterStorageProfile,
)
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

from constructs_lib.azure.placement import Placement
from constructs_lib.azure.weekday import Weekday
from contract.names import node_resource_group
from contract.service_changes import ignore_changes

ClusterTier = Literal["Free", "Standard", "Premium"]
OsDiskType = Literal["Ephemeral", "Managed"]

_IMAGE_CLEANER_HOURS: Final = 48
# A pod disruption budget gets this long before an upgrade goes on without it.
_DRAIN_MINUTES: Final = 30


@dataclass(frozen=True, kw_only=True)
class NodePool:
    """Size and bounds of the nodes; the cluster autoscaler moves between the bounds.

    Attributes:
        size: The machines' size, such as `Standard_D2s_v3`.
        minimum: Smallest number of nodes.
        maximum: Largest number of nodes.
        zones: Availability zones (`"1"` …); empty: the region decides.
        subnet_id: ARM id of the nodes' subnet.
        os_disk_type: `Ephemeral` (the machine's cache) or `Managed`.
        os_disk_gb: Size of the operating system's disk in GB.
        max_pods: Largest number of pods on a node.
        host_encryption: Whether the host encrypts disks and caches.
    """

    size: str
    minimum: int
    maximum: int
    zones: Sequence[str]
    subnet_id: str
    os_disk_type: OsDiskType
    os_disk_gb: int
    max_pods: int
    host_encryption: bool


@dataclass(frozen=True, kw_only=True)
class ClusterNetwork:
    """Address ranges of pods and services; pods get theirs from an overlay, not from the subnet.

    Attributes:
        pod_cidr: Addresses of the pods.
        service_cidr: Addresses of the Services.
        dns_service_ip: Address of the cluster's DNS, inside `service_cidr`.
        outbound_ports: How many connections a node may hold open to one address outside.
    """

    pod_cidr: str
    service_cidr: str
    dns_service_ip: str
    outbound_ports: int


@dataclass(frozen=True, kw_only=True)
class MaintenanceWindow:
    """When AKS may upgrade, every week.

    Attributes:
        day: Day of the week.
        start: Time of day, `HH:MM`.
        hours: Length in hours, 4 at least.
        utc_offset: Offset of `start` from UTC, such as `+00:00`.
    """

    day: Weekday
    start: str
    hours: int
    utc_offset: str


@dataclass(frozen=True, kw_only=True)
class ApiAccess:
    """Who reaches the API server.

    Attributes:
        admin_group_ids: Object ids of the Entra ID groups that administer the cluster.
        authorized_cidrs: Networks that the API server answers; empty: all.
    """

    admin_group_ids: Sequence[str]
    authorized_cidrs: Sequence[str]


class Cluster(Construct):
    """An AKS cluster with overlay networking on Cilium, Entra ID sign-in only, and weekly upgrades.

    docs/deployment/aks-checklist.md walks through every setting.

    Args:
        name: The cluster's name in Azure; its nodes go into the resource group `<name>-nodes`.
        dns_prefix: First part of the API server's host name.
        placement: Resource group, region and tags.
        kubernetes_version: Minor version of control plane and nodes, such as `1.33`; patches are installed by
            AKS.
        sku_tier: Price tier of the control plane; `Standard` has an uptime guarantee.
        identity_id: ARM id of the cluster's managed identity.
        access: Who reaches the API server.
        nodes: The node pool.
        network: Address ranges of pods and services.
        maintenance: When AKS may upgrade.
        log_workspace_id: ARM id of the workspace that the agent of Container Insights writes to. Default: no
            agent.
        depends_on: What must exist first, such as the identity's roles on the network. Default: nothing.

    Attributes:
        id: ARM id.
        name: The name, as a reference.
        host: URL of the API server.
        ca_certificate: Certificate authority of the API server, PEM in base64.
        oidc_issuer_url: Issuer of the service accounts' tokens.
        kubelet_object_id: Principal with which the nodes pull images.
        resource: The cluster, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        dns_prefix: str,
        placement: Placement,
        kubernetes_version: str,
        sku_tier: ClusterTier,
        identity_id: str,
        access: ApiAccess,
        nodes: NodePool,
        network: ClusterNetwork,
        maintenance: MaintenanceWindow,
        log_workspace_id: str | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        cluster = KubernetesCluster(
            self,
            "Default",
            name=name,
            dns_prefix=dns_prefix,
            resource_group_name=placement.resource_group,
            # Without a name of ours, AKS puts the nodes into MC_<group>_<cluster>_<region>.
            node_resource_group=node_resource_group(name),
            location=placement.location,
            kubernetes_version=kubernetes_version,
            sku_tier=sku_tier,
            identity=KubernetesClusterIdentity(type="UserAssigned", identity_ids=[identity_id]),
            oidc_issuer_enabled=True,
            workload_identity_enabled=True,
            automatic_upgrade_channel="patch",
            node_os_upgrade_channel="NodeImage",
            image_cleaner_enabled=True,
            image_cleaner_interval_hours=_IMAGE_CLEANER_HOURS,
            default_node_pool=_node_pool(nodes, kubernetes_version=kubernetes_version),
            network_profile=_network_profile(network),
            auto_scaler_profile=_auto_scaler(),
            maintenance_window_auto_upgrade=KubernetesClusterMaintenanceWindowAutoUpgrade(
                **_weekly(maintenance)
            ),
            maintenance_window_node_os=KubernetesClusterMaintenanceWindowNodeOs(**_weekly(maintenance)),
            oms_agent=_agent(log_workspace_id),
            storage_profile=_storage(),
            **_access(access),
            lifecycle=TerraformResourceLifecycle(ignore_changes=ignore_changes("azurerm_kubernetes_cluster")),
            depends_on=list(depends_on) or None,
            tags=placement.tags,
        )
        self._admin_group_ids = access.admin_group_ids
        self.id: str = cluster.id
        self.name: str = cluster.name
        self.host: str = f"https://{cluster.fqdn}:443"
        # A certificate authority is public; the provider marks all of kube_config as sensitive.
        self.ca_certificate: str = Fn.nonsensitive(cluster.kube_config.get(0).cluster_ca_certificate)
        self.oidc_issuer_url: str = cluster.oidc_issuer_url
        self.kubelet_object_id: str = cluster.kubelet_identity.object_id
        self.resource: ITerraformDependable = cluster

    def grant_kubeconfig_to_admins(self) -> None:
        """Let the administrators' groups run `az aks get-credentials`; Entra ID decides what they may do.

        Source: learn.microsoft.com, "Limit access to kubeconfig in Azure Kubernetes Service (AKS)".
        """
        for number, group in enumerate(self._admin_group_ids):
            RoleAssignment(
                self,
                f"credentials_{number}",
                scope=self.id,
                role_definition_name="Azure Kubernetes Service Cluster User Role",
                principal_id=group,
                principal_type="Group",
                description="Administrators fetch a kubeconfig, which holds no secret",
            )


def _access(access: ApiAccess) -> dict[str, Any]:
    """Return the settings of access: through Entra ID and Azure RBAC only, without client certificates."""
    return {
        "local_account_disabled": True,
        "role_based_access_control_enabled": True,
        "run_command_enabled": False,
        "azure_active_directory_role_based_access_control": (
            KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl(
                azure_rbac_enabled=True, admin_group_object_ids=list(access.admin_group_ids)
            )
        ),
        "api_server_access_profile": (
            KubernetesClusterApiServerAccessProfile(authorized_ip_ranges=list(access.authorized_cidrs))
            if access.authorized_cidrs
            else None
        ),
    }


def _agent(log_workspace_id: str | None) -> KubernetesClusterOmsAgent | None:
    if log_workspace_id is None:
        return None
    return KubernetesClusterOmsAgent(
        log_analytics_workspace_id=log_workspace_id, msi_auth_for_monitoring_enabled=True
    )


def _auto_scaler() -> KubernetesClusterAutoScalerProfile:
    """Remove nodes with system pods or an emptyDir, too: of so few nodes, each has some."""
    return KubernetesClusterAutoScalerProfile(
        expander="least-waste",
        scale_down_unneeded="10m",
        skip_nodes_with_local_storage=False,
        skip_nodes_with_system_pods=False,
    )


def _storage() -> KubernetesClusterStorageProfile:
    """Install no driver for volumes: nothing here has one, and each driver takes up room on every node."""
    return KubernetesClusterStorageProfile(
        disk_driver_enabled=False,
        blob_driver_enabled=False,
        file_driver_enabled=False,
        snapshot_controller_enabled=False,
    )


def _node_pool(nodes: NodePool, *, kubernetes_version: str) -> KubernetesClusterDefaultNodePool:
    return KubernetesClusterDefaultNodePool(
        name="system",
        vm_size=nodes.size,
        # Without it a new minor version reaches the control plane alone, and the nodes stay behind.
        # Source: github.com/Azure/terraform-azurerm-aks/issues/301.
        orchestrator_version=kubernetes_version,
        auto_scaling_enabled=True,
        min_count=nodes.minimum,
        max_count=nodes.maximum,
        max_pods=nodes.max_pods,
        os_sku="AzureLinux",
        os_disk_type=nodes.os_disk_type,
        os_disk_size_gb=nodes.os_disk_gb,
        vnet_subnet_id=nodes.subnet_id,
        zones=list(nodes.zones) or None,
        host_encryption_enabled=nodes.host_encryption,
        # A change of size moves the workloads to a pool of this name and back, in place of failing.
        temporary_name_for_rotation="systemtmp",
        # Without upgrade settings of our own, every second plan shows a change.
        upgrade_settings=KubernetesClusterDefaultNodePoolUpgradeSettings(
            max_surge="1", drain_timeout_in_minutes=_DRAIN_MINUTES, node_soak_duration_in_minutes=0
        ),
    )


def _network_profile(network: ClusterNetwork) -> KubernetesClusterNetworkProfile:
    return KubernetesClusterNetworkProfile(
        network_plugin="azure",
        network_plugin_mode="overlay",
        network_policy="cilium",
        network_data_plane="cilium",
        load_balancer_sku="standard",
        outbound_type="loadBalancer",
        load_balancer_profile=KubernetesClusterNetworkProfileLoadBalancerProfile(
            managed_outbound_ip_count=1, outbound_ports_allocated=network.outbound_ports
        ),
        pod_cidr=network.pod_cidr,
        service_cidr=network.service_cidr,
        dns_service_ip=network.dns_service_ip,
    )


def _weekly(window: MaintenanceWindow) -> dict[str, Any]:
    return {
        "frequency": "Weekly",
        "interval": 1,
        "duration": window.hours,
        "day_of_week": window.day,
        "start_time": window.start,
        "utc_offset": window.utc_offset,
    }
