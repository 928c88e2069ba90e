"""Kubernetes clusters.

The checks are the provider's own (azurerm 4.55.0). Those in `_REFUSED_AT_APPLY` it makes only when it
applies: while any value of `default_node_pool` is unknown, validation and plan skip them.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.azure.common import azure_rule, group_path, in_group, system_identity, tenant
from rehearsal.cloud.rules.base import Problem, Situation, made_up_hex, made_up_uuid, matches, one_of, within
from rehearsal.cloud.values import Path, Value, lookup

_IDENTIFY = in_group("Microsoft.ContainerService/managedClusters")
_POOL = "default_node_pool.0"
_PROFILE = "network_profile.0"
_DEFAULT_VERSION = "1.33"
_PATCH = ".5"
_SHORTEST_WINDOW_HOURS = 4


def cluster_fqdn(situation: Situation) -> str:
    """Return the API server's host name."""
    prefix = situation.text("dns_prefix") or situation.text("name")
    mark = made_up_hex(8, "aks", _IDENTIFY(situation))
    return f"{prefix}-{mark}.hcp.{situation.text('location')}.azmk8s.io"


def _node_group(situation: Situation) -> str:
    given = situation.text("node_resource_group")
    parts = (situation.text("resource_group_name"), situation.text("name"), situation.text("location"))
    return given or "MC_" + "_".join(parts)


def _kubelet_identity(situation: Situation) -> list[dict[str, Value]]:
    name = f"{situation.text('name')}-agentpool"
    managed = f"{group_path(situation, _node_group(situation))}/providers/Microsoft.ManagedIdentity"
    return [
        {
            "client_id": made_up_uuid("client", managed, name),
            "object_id": made_up_uuid("principal", managed, name),
            "user_assigned_identity_id": f"{managed}/userAssignedIdentities/{name}",
        }
    ]


def _addon_identity(situation: Situation, addon: str) -> list[dict[str, Value]]:
    name = f"{addon}-{situation.text('name')}"
    managed = f"{group_path(situation, _node_group(situation))}/providers/Microsoft.ManagedIdentity"
    return [
        {
            "client_id": made_up_uuid("client", managed, name),
            "object_id": made_up_uuid("principal", managed, name),
            "user_assigned_identity_id": f"{managed}/userAssignedIdentities/{name}",
        }
    ]


def _kube_config(situation: Situation) -> list[dict[str, Value]]:
    """Return address and authority; with local accounts disabled there is no client certificate."""
    local = not situation.get("local_account_disabled")
    fqdn = cluster_fqdn(situation)
    return [
        {
            "host": f"https://{fqdn}:443",
            "cluster_ca_certificate": base64.b64encode(f"simulated authority of {fqdn}".encode()).decode(),
            "client_certificate": base64.b64encode(b"simulated certificate").decode() if local else "",
            "client_key": base64.b64encode(b"simulated key").decode() if local else "",
            "username": f"clusterUser_{situation.text('resource_group_name')}_{situation.text('name')}",
            "password": made_up_hex(64, "kube_config", fqdn) if local else "",
        }
    ]


def _network_profile(situation: Situation) -> dict[str, Value]:
    overlay = situation.text(f"{_PROFILE}.network_plugin_mode") == "overlay"
    service = situation.text(f"{_PROFILE}.service_cidr") or "10.0.0.0/16"
    pods = situation.text(f"{_PROFILE}.pod_cidr") or ("10.244.0.0/16" if overlay else "")
    balancer = {
        "backend_pool_type": "NodeIPConfiguration",
        "effective_outbound_ips": [f"{group_path(situation, _node_group(situation))}{_OUTBOUND_ADDRESS}"],
        "idle_timeout_in_minutes": 30,
        "managed_outbound_ip_count": 1,
        "managed_outbound_ipv6_count": 0,
        "outbound_ip_address_ids": [],
        "outbound_ip_prefix_ids": [],
        "outbound_ports_allocated": 0,
    }
    return {
        "dns_service_ip": "10.0.0.10",
        "ip_versions": ["IPv4"],
        "load_balancer_sku": "standard",
        "load_balancer_profile": [balancer],
        "network_data_plane": "azure",
        "network_mode": "",
        "network_plugin": "kubenet",
        "network_plugin_mode": "",
        "network_policy": "",
        "outbound_type": "loadBalancer",
        "pod_cidr": pods,
        "pod_cidrs": [pods] if pods else [],
        "service_cidr": service,
        "service_cidrs": [service],
    }


_OUTBOUND_ADDRESS = "/providers/Microsoft.Network/publicIPAddresses/outbound"


def _computed(situation: Situation) -> Mapping[str, Value]:
    location = situation.text("location")
    fqdn = cluster_fqdn(situation)
    issuer = f"https://{location}.oic.prod-aks.azure.com/{tenant(situation)}/{made_up_uuid('oidc', fqdn)}/"
    version = situation.text("kubernetes_version") or _DEFAULT_VERSION
    profile = _network_profile(situation)
    kube_config = _kube_config(situation)
    nodes = situation.get(f"{_POOL}.min_count") or 1
    return {
        "current_kubernetes_version": version + (_PATCH if version.count(".") == 1 else ""),
        "kubernetes_version": version,
        "dns_prefix": situation.text("name"),
        "fqdn": fqdn,
        "portal_fqdn": fqdn.replace(".hcp.", ".portal.hcp."),
        "private_fqdn": "",
        "http_application_routing_zone_name": "",
        "oidc_issuer_url": issuer if situation.get("oidc_issuer_enabled") else "",
        "node_resource_group": _node_group(situation),
        "node_resource_group_id": group_path(situation, _node_group(situation)),
        "kube_config": kube_config,
        "kube_config_raw": json.dumps({"apiVersion": "v1", "kind": "Config", "host": kube_config[0]["host"]}),
        "kube_admin_config": [] if situation.get("local_account_disabled") else kube_config,
        "kube_admin_config_raw": "",
        "kubelet_identity": _kubelet_identity(situation),
        "oms_agent.0.oms_agent_identity": _addon_identity(situation, "omsagent"),
        "key_vault_secrets_provider.0.secret_identity": _addon_identity(
            situation, "azurekeyvaultsecretsprovider"
        ),
        "network_profile": [profile],
        **{f"{_PROFILE}.{name}": value for name, value in profile.items()},
        f"{_POOL}.node_count": nodes,
        f"{_POOL}.max_pods": 250 if situation.text(f"{_PROFILE}.network_plugin_mode") == "overlay" else 30,
        f"{_POOL}.os_disk_size_gb": 128,
        f"{_POOL}.os_sku": "Ubuntu",
        f"{_POOL}.kubelet_disk_type": "OS",
        f"{_POOL}.orchestrator_version": version,
        f"{_POOL}.workload_runtime": "OCIContainer",
        f"{_POOL}.vm_size": "Standard_DS2_v2",
        "azure_active_directory_role_based_access_control.0.tenant_id": tenant(situation),
        **system_identity(situation, _IDENTIFY(situation)),
    }


def _pool_counts(situation: Situation) -> Iterable[Problem]:
    scaling = situation.get(f"{_POOL}.auto_scaling_enabled")
    least, most = situation.get(f"{_POOL}.min_count"), situation.get(f"{_POOL}.max_count")
    count = situation.get(f"{_POOL}.node_count")
    if scaling and not most:
        yield _pool_problem(
            "`max_count` must be configured when `auto_scaling_enabled` is set to `true`", "max_count"
        )
    if not scaling and (least or most):
        yield _pool_problem(
            "`max_count` and `min_count` must be set to `null` when `auto_scaling_enabled` is set to `false`",
            "min_count",
        )
    if scaling and most and count and count > most:
        yield _pool_problem(
            f"`node_count`({count}) must be equal to or less than `max_count`({most})", "node_count"
        )
    if scaling and least and most and least > most:
        yield _pool_problem("`max_count` must be >= `min_count`", "min_count")


def _pool_problem(summary: str, argument: str) -> Problem:
    return Problem(summary=summary, path=("default_node_pool", 0, argument))


def _workload_identity(situation: Situation) -> Iterable[Problem]:
    if situation.get("workload_identity_enabled") and not situation.get("oidc_issuer_enabled"):
        yield Problem(
            summary="`oidc_issuer_enabled` must be set to `true` to enable Azure AD Workload Identity",
            path=("workload_identity_enabled",),
        )


def _addresses(situation: Situation) -> Iterable[Problem]:
    plugin = situation.text(f"{_PROFILE}.network_plugin")
    if situation.get(f"{_PROFILE}.service_cidr") and not situation.get(f"{_PROFILE}.dns_service_ip"):
        yield Problem(
            summary="`dns_service_ip` and `service_cidr` must all be empty or all be set",
            path=("network_profile", 0, "dns_service_ip"),
        )
    overlay = situation.text(f"{_PROFILE}.network_plugin_mode") == "overlay"
    if plugin == "azure" and situation.get(f"{_PROFILE}.pod_cidr") and not overlay:
        yield Problem(
            summary="`network_profile.pod_cidr` must be empty when `network_plugin` is `azure` "
            "and `network_plugin_mode` is not `overlay`",
            path=("network_profile", 0, "pod_cidr"),
        )


def _upgrades(situation: Situation) -> Iterable[Problem]:
    channel = situation.text("automatic_upgrade_channel")
    nodes = situation.text("node_os_upgrade_channel") or "NodeImage"
    if channel == "node-image" and nodes != "NodeImage":
        yield Problem(
            summary=(
                "`node_os_upgrade_channel` must be `NodeImage` if `automatic_upgrade_channel` is `node-image`"
            ),
            path=("node_os_upgrade_channel",),
        )


def _identities(situation: Situation) -> Iterable[Problem]:
    if situation.text("identity.0.type") == "SystemAssigned" and situation.get("identity.0.identity_ids"):
        yield Problem(
            summary="`identity_ids` can only be specified when `type` includes `UserAssigned`",
            path=("identity", 0, "identity_ids"),
        )


def _cost_analysis(situation: Situation) -> Iterable[Problem]:
    if situation.get("cost_analysis_enabled") and situation.text("sku_tier") in ("", "Free"):
        yield Problem(
            summary="`sku_tier` must be either `Standard` or `Premium` when cost analysis is enabled",
            path=("cost_analysis_enabled",),
        )


def _rotation(situation: Situation) -> Iterable[Problem]:
    before = lookup(situation.prior or {}, f"{_POOL}.vm_size")
    after = situation.get(f"{_POOL}.vm_size")
    if before and after and before != after and not situation.get(f"{_POOL}.temporary_name_for_rotation"):
        yield _pool_problem(
            "`temporary_name_for_rotation` must be specified when updating any of the following properties "
            '["vm_size"]',
            "temporary_name_for_rotation",
        )


def _version_step(situation: Situation) -> Iterable[Problem]:
    """Check that an upgrade is to the same or the next minor version, with AKS's own messages.

    Sources: github.com/rancher/dashboard/issues/11884 and github.com/rancher/rancher/issues/24071.
    """
    before = str(lookup(situation.prior or {}, "current_kubernetes_version") or "")
    after = situation.text("kubernetes_version")
    if not before or not after:
        return
    step = _minor(after) - _minor(before)
    if step not in (0, 1):
        verb = "Upgrading" if step > 1 else "Downgrading"
        yield Problem(
            summary=f"OperationNotAllowed: {verb} Kubernetes version {before} to {after} is not allowed",
            detail=f"Available upgrades: [1.{_minor(before) + 1}].",
            path=("kubernetes_version",),
        )


def _minor(version: str) -> int:
    return int(version.split(".")[1])


def _version_read_back(situation: Situation) -> Mapping[str, Value]:
    """Return the patch that the control plane has after a change of the minor version."""
    before = str(lookup(situation.prior or {}, "current_kubernetes_version") or "")
    after = situation.text("kubernetes_version")
    if not before or not after or _minor(before) == _minor(after):
        return {}
    return {"current_kubernetes_version": after + _PATCH}


def _quota(situation: Situation) -> Iterable[Problem]:
    """Check the quota of cores in the region, if the rehearsal sets one (`vcpus`)."""
    limit = situation.cloud.quota("vcpus")
    if limit is None:
        return
    wanted = _cores(situation.values)
    used = sum(
        _cores(item.attributes)
        for item in situation.cloud.list_objects("azurerm_kubernetes_cluster")
        if item.id != _IDENTIFY(situation)
    )
    if used + wanted > limit:
        yield Problem(
            summary="ErrCode_InsufficientVCPUQuota: Insufficient regional vcpu quota left",
            detail=f"Left regional vcpu quota {limit - used:g}, requested quota {wanted:g}. Ask for more "
            "in the portal under "
            "Quotas, or choose a smaller size.",
            path=("default_node_pool", 0, "vm_size"),
        )


def _cores(values: Mapping[str, Value]) -> float:
    size = re.search(r"_[A-Z]+(\d+)", str(lookup(values, f"{_POOL}.vm_size", "")))
    nodes = lookup(values, f"{_POOL}.node_count") or lookup(values, f"{_POOL}.min_count") or 1
    return float(size.group(1)) * nodes if size and isinstance(nodes, int | float) else 0.0


def _entra(situation: Situation) -> Iterable[Problem]:
    block = "azure_active_directory_role_based_access_control"
    if situation.get("local_account_disabled") and situation.is_unset(block):
        yield Problem(
            summary="local_account_disabled needs the Entra ID block",
            detail=f"Without `{block}` nobody could sign in to the cluster. Azure refuses it.",
            path=("local_account_disabled",),
        )
    if not situation.is_unset(block) and all(
        situation.is_unset(f"{block}.0.{name}")
        for name in ("admin_group_object_ids", "tenant_id", "azure_rbac_enabled")
    ):
        yield Problem(
            summary="the Entra ID block needs `admin_group_object_ids` or `tenant_id`",
            path=(block, 0),
        )


def _cilium(situation: Situation) -> Iterable[Problem]:
    if (
        situation.text(f"{_PROFILE}.network_policy") == "cilium"
        and situation.text(f"{_PROFILE}.network_data_plane") != "cilium"
    ):
        yield Problem(
            summary='network_policy "cilium" needs network_data_plane "cilium"',
            path=("network_profile", 0, "network_policy"),
        )


def _windows(situation: Situation) -> Iterable[Problem]:
    for block in ("maintenance_window_auto_upgrade", "maintenance_window_node_os"):
        hours = situation.get(f"{block}.0.duration")
        if isinstance(hours, int | float) and hours < _SHORTEST_WINDOW_HOURS:
            yield Problem(
                summary=f'expected "{block}.0.duration" to be in the range (4 - 24), got {hours}',
                path=(block, 0, "duration"),
            )


def _leaves_cilium(situation: Situation) -> Iterable[Path]:
    for name in ("network_policy", "network_data_plane"):
        path = f"{_PROFILE}.{name}"
        if lookup(situation.prior or {}, path) == "cilium" and situation.get(path) != "cilium":
            yield ("network_profile", 0, name)


_REFUSED_AT_APPLY = (
    _pool_counts,
    _workload_identity,
    _addresses,
    _upgrades,
    _identities,
    _cost_analysis,
    _rotation,
    _version_step,
    _entra,
    _cilium,
)

RULES = {
    "azurerm_kubernetes_cluster": azure_rule(
        _IDENTIFY,
        computed=_computed,
        parents=(f"{_POOL}.vnet_subnet_id", "oms_agent.0.log_analytics_workspace_id"),
        validate=(
            matches("name", r"[a-zA-Z0-9](?:[\w-]{0,61}[a-zA-Z0-9])?", "1-63 letters, digits, - and _"),
            matches(
                f"{_POOL}.name", r"[a-z][a-z0-9]{0,11}", "1-12 lower-case letters and digits, a letter first"
            ),
            one_of("automatic_upgrade_channel", "patch", "rapid", "node-image", "stable"),
            one_of("node_os_upgrade_channel", "NodeImage", "None", "SecurityPatch", "Unmanaged"),
            one_of("sku_tier", "Free", "Standard", "Premium"),
            one_of("identity.0.type", "SystemAssigned", "UserAssigned"),
            within("image_cleaner_interval_hours", 24, 2160),
            _windows,
        ),
        apply=_REFUSED_AT_APPLY,
        create=(_quota,),
        after_delete=(lambda s: s.cloud.delete_scope(s.text("fqdn")),),
        replaces=_leaves_cilium,
        read_back=_version_read_back,
    ),
    "azurerm_kubernetes_cluster_node_pool": azure_rule(
        lambda s: f"{s.text('kubernetes_cluster_id')}/agentPools/{s.text('name')}",
        computed=lambda s: {"node_count": s.get("min_count") or 1, "max_pods": 250, "os_disk_size_gb": 128},
        parents=("kubernetes_cluster_id",),
        validate=(
            matches("name", r"[a-z][a-z0-9]{0,11}", "1-12 lower-case letters and digits, a letter first"),
        ),
    ),
}
