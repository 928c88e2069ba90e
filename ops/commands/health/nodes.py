"""Nodes: ready, under pressure, and of which version."""

import re
from collections.abc import Sequence
from typing import Any, Final

from ops.commands.health.finding import Area, Finding, Health

_PRESSURES: Final = ("MemoryPressure", "DiskPressure", "PIDPressure")
#: So many minor versions a kubelet may be older than the API server (kubernetes.io, "Version Skew Policy").
OLDEST_KUBELET: Final = 3
_REPAIR: Final = "Azure repairs or replaces it by itself; if it does not: "
_UPGRADE: Final = "az aks nodepool list --resource-group <group> --cluster-name <cluster> --output table"


def evaluate_nodes(nodes: Sequence[Any], *, server_version: str) -> list[Finding]:
    """Judge each node; `server_version` is the API server's, such as v1.34.2, empty where it is not known."""
    versions = {node.status.node_info.kubelet_version for node in nodes if _has_version(node)}
    found = [_node(node, server_version=server_version) for node in nodes]
    if not nodes:
        found.append(
            Finding(
                section=Area.NODES,
                subject="Nodes",
                status=Health.FAILED,
                detail="the cluster has no node",
                remedy="ops power start, if it was stopped; az aks nodepool list",
            )
        )
    if len(versions) > 1:
        found.append(
            Finding(
                section=Area.NODES,
                subject="Node versions",
                status=Health.ATTENTION,
                detail=f"an upgrade is under way or got stuck: {', '.join(sorted(versions))}",
                remedy=_UPGRADE,
            )
        )
    return found


def _node(node: Any, *, server_version: str) -> Finding:
    status, detail, remedy = _verdict(node, server_version=server_version)
    return Finding(
        section=Area.NODES,
        subject=f"Node/{node.metadata.name}",
        status=status,
        detail=detail,
        remedy=remedy,
    )


def _verdict(node: Any, *, server_version: str) -> tuple[Health, str, str]:
    described = f"kubectl describe node {node.metadata.name}"
    conditions = {entry.type: entry for entry in node.status.conditions or []}
    ready = conditions.get("Ready")
    if ready is None or ready.status != "True":
        said = (ready.message or ready.reason) if ready else "its kubelet has not reported"
        return Health.FAILED, f"not ready: {said}", f"{_REPAIR}{described}"
    pressures = [name for name in _PRESSURES if name in conditions and conditions[name].status == "True"]
    if pressures:
        return Health.ATTENTION, f"ready, under {', '.join(pressures)}", described
    if node.spec.unschedulable:
        return Health.ATTENTION, "ready, takes no new pods", f"kubectl uncordon {node.metadata.name}"
    version = node.status.node_info.kubelet_version if _has_version(node) else ""
    behind = (_minor(server_version) or 0) - (_minor(version) or 0)
    if _minor(server_version) and _minor(version) and behind >= OLDEST_KUBELET:
        said = f"ready, {version} is {behind} minor versions behind the API server ({server_version})"
        return Health.ATTENTION, said, _UPGRADE
    return Health.OK, f"ready, {version}" if version else "ready", ""


def _has_version(node: Any) -> bool:
    return bool(node.status.node_info and node.status.node_info.kubelet_version)


def _minor(version: str) -> int | None:
    """Return 34 for v1.34.2; None for a version that is none of a kubelet's own."""
    found = re.match(r"v1\.(\d+)\.", version)
    return int(found[1]) if found else None
