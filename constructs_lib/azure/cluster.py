"""The AKS cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import Fn, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesCluster,
    KubernetesClusterDefaultNodePool,
    KubernetesClusterDefaultNodePoolUpgradeSettings,
    KubernetesClusterIdentity,
    KubernetesClusterMaintenanceWindowAutoUpgrade,
    KubernetesClusterMaintenanceWindowNodeOs,
    KubernetesClusterNetworkProfile,
)
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class NodePool:
    """Size and bounds of the nodes; the cluster autoscaler moves between the bounds."""

    size: str
    minimum: int
    maximum: int
    zones: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ClusterNetwork:
    """Address ranges of pods and services; pods get theirs from an overlay, not from the subnet."""

    pod_cidr: str
    service_cidr: str
    dns_service_ip: str


@dataclass(frozen=True, kw_only=True)
class MaintenanceWindow:
    """When AKS may upgrade, every week: day, `HH:MM`, length in hours, offset from UTC."""

    day: str
    start: str
    hours: int
    utc_offset: str


class Cluster(Construct):
    """An AKS cluster with overlay networking on Cilium, workload identity, and weekly upgrades.

    Outputs: `id`, `name`, `host` (the API server's URL), `ca_certificate` (base64 PEM),
    `oidc_issuer_url`, `kubelet_object_id` (the principal that pulls images).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        dns_prefix: str,
        resource_group: str,
        location: str,
        kubernetes_version: str,
        sku_tier: str,
        nodes: NodePool,
        network: ClusterNetwork,
        maintenance: MaintenanceWindow,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        cluster = KubernetesCluster(
            self,
            "Default",
            name=name,
            dns_prefix=dns_prefix,
            resource_group_name=resource_group,
            location=location,
            kubernetes_version=kubernetes_version,
            sku_tier=sku_tier,
            identity=KubernetesClusterIdentity(type="SystemAssigned"),
            oidc_issuer_enabled=True,
            workload_identity_enabled=True,
            role_based_access_control_enabled=True,
            automatic_upgrade_channel="patch",
            node_os_upgrade_channel="NodeImage",
            image_cleaner_enabled=True,
            image_cleaner_interval_hours=48,
            default_node_pool=_node_pool(nodes),
            network_profile=_network_profile(network),
            maintenance_window_auto_upgrade=KubernetesClusterMaintenanceWindowAutoUpgrade(
                **_weekly(maintenance)
            ),
            maintenance_window_node_os=KubernetesClusterMaintenanceWindowNodeOs(**_weekly(maintenance)),
            # The autoscaler moves the node count; a plan that moved it back would fight it.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["default_node_pool[0].node_count"]),
            tags=tags,
        )
        self.id = cluster.id
        self.name = cluster.name
        self.host = f"https://{cluster.fqdn}:443"
        # A certificate authority is public; the provider marks all of kube_config as sensitive.
        self.ca_certificate = Fn.nonsensitive(cluster.kube_config.get(0).cluster_ca_certificate)
        self.oidc_issuer_url = cluster.oidc_issuer_url
        self.kubelet_object_id = cluster.kubelet_identity.object_id


def _node_pool(nodes: NodePool) -> KubernetesClusterDefaultNodePool:
    return KubernetesClusterDefaultNodePool(
        name="system",
        vm_size=nodes.size,
        auto_scaling_enabled=True,
        min_count=nodes.minimum,
        max_count=nodes.maximum,
        zones=list(nodes.zones) or None,
        # A change of size moves the workloads to a pool of this name and back, in place of failing.
        temporary_name_for_rotation="systemtmp",
        # Without upgrade settings of our own, every second plan shows a change.
        upgrade_settings=KubernetesClusterDefaultNodePoolUpgradeSettings(max_surge="1"),
    )


def _network_profile(network: ClusterNetwork) -> KubernetesClusterNetworkProfile:
    return KubernetesClusterNetworkProfile(
        network_plugin="azure",
        network_plugin_mode="overlay",
        network_policy="cilium",
        network_data_plane="cilium",
        load_balancer_sku="standard",
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
