"""Whether the subscription may have as many nodes, of this size, in this region."""

from typing import Any, Final

from contract import arm
from contract.azure import SURGE_NODES
from environments.node_sizes import NODE_SIZES
from ops.clients.azure.environment import Target
from ops.common.errors import UserError

_SKUS_VERSION: Final = "2021-07-01"
_USAGES_VERSION: Final = "2024-07-01"
_CLUSTERS_VERSION: Final = "2024-09-01"
_ALL_CORES: Final = "cores"


class QuotaError(UserError):
    """The nodes that an environment may grow to are more than Azure would give."""


def check_quota(target: Target) -> str:
    """Return what is left for the nodes; raise QuotaError when the largest cluster would not fit.

    The autoscaler's maximum counts, and one node more, which an upgrade brings for a while. Cores of the
    environment's own nodes that run already are counted as free.
    """
    nodes = target.environment.cluster.nodes
    cores = NODE_SIZES[nodes.size].cores
    wanted = (nodes.maximum + SURGE_NODES) * cores
    family = _family(target)
    path = f"{target.subscription}/providers/Microsoft.Compute/locations/{_location(target)}/usages"
    usages = {one["name"]["value"]: one for one in target.azure.items(path, version=_USAGES_VERSION)}
    own = _running_nodes(target) * cores
    for name in (family, _ALL_CORES):
        usage = usages.get(name, {"limit": 0, "currentValue": 0})
        free = int(usage["limit"]) - int(usage["currentValue"]) + own
        if free < wanted:
            raise QuotaError(
                f"quota too small: {nodes.maximum} nodes of {nodes.size} and {SURGE_NODES} for upgrades need "
                f"{wanted} cores; '{name}' in {_location(target)} has {free} left of {usage['limit']}",
                where="cluster.nodes of the environment file",
                remedy=(
                    "ask for more in the portal (Quotas → Compute), or lower cluster.nodes.maximum, or "
                    "choose a size of another family"
                ),
            )
    return f"{wanted} cores of {family} for {nodes.maximum} + {SURGE_NODES} nodes"


def _family(target: Target) -> str:
    """Return the quota that a size counts against; raise QuotaError where the size is not to be had."""
    nodes = target.environment.cluster.nodes
    skus = target.azure.items(
        f"{target.subscription}/providers/Microsoft.Compute/skus",
        version=_SKUS_VERSION,
        **{"$filter": f"location eq '{_location(target)}'"},
    )
    sku = next((one for one in skus if one["name"] == nodes.size), None)
    if sku is None:
        raise _not_offered(target, "it is not offered there")
    zones = set(target.environment.cluster.zones)
    offered = {zone for info in sku.get("locationInfo", []) for zone in info.get("zones", [])}
    for restriction in sku.get("restrictions", []):
        if restriction["type"] == "Location":
            raise _not_offered(target, f"it is closed to this subscription ({restriction['reasonCode']})")
        offered -= set(restriction.get("restrictionInfo", {}).get("zones", []))
    if zones - offered:
        raise _not_offered(target, f"zones {', '.join(sorted(zones - offered))} do not have it")
    return str(sku["family"])


def _not_offered(target: Target, why: str) -> QuotaError:
    return QuotaError(
        f"{target.environment.cluster.nodes.size} cannot be had in {_location(target)}: {why}",
        where="cluster.nodes.size and cluster.zones of the environment file",
        remedy="choose another size or region, or ask for access in the portal (Help + support → Quota)",
    )


def _running_nodes(target: Target) -> int:
    name = target.environment.cluster.name
    path = arm.cluster(name, group=target.group)
    cluster: dict[str, Any] = target.azure.find(path, version=_CLUSTERS_VERSION) or {}
    pools = cluster.get("properties", {}).get("agentPoolProfiles", [])
    size = target.environment.cluster.nodes.size
    return sum(int(pool.get("count", 0)) for pool in pools if pool.get("vmSize") == size)


def _location(target: Target) -> str:
    return target.environment.azure.location
