"""The subscription's quota for the nodes: number, size, region."""

from typing import Final

from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.compute.models import ResourceSku
from azure.mgmt.containerservice import ContainerServiceClient

from contract.azure import SURGE_NODES
from environments.node_sizes import NODE_SIZES
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import if_exists
from ops.commands.bootstrap.preflight.outcome import NotCheckedError
from ops.common.errors import UserError

_ALL_CORES: Final = "cores"


class QuotaError(UserError):
    """Nodes that the region or the subscription's quota does not have."""


def check_node_size(target: AzureTarget) -> str:
    """Return the size and its zones; raise QuotaError when the region does not offer them to the caller."""
    size = target.environment.cluster.nodes.size
    sku = _sku(target)
    if sku is None:
        raise _not_offered(target, "it is not offered there")
    zones = set(target.environment.cluster.zones)
    offered = {zone for info in sku.location_info or [] for zone in info.zones or []}
    for restriction in sku.restrictions or []:
        if restriction.type == "Location":
            raise _not_offered(target, f"it is closed to this subscription ({restriction['reasonCode']})")
        offered -= set((restriction.restriction_info and restriction.restriction_info.zones) or [])
    if zones - offered:
        raise _not_offered(target, f"zones {', '.join(sorted(zones - offered))} do not have it")
    return f"{size} in {'zones ' + ', '.join(sorted(zones)) if zones else _location(target)}"


def check_quota(target: AzureTarget) -> str:
    """Return the cores that the nodes need; raise QuotaError when the largest cluster would not fit.

    The largest cluster has the autoscaler's maximum of nodes, and one more during an upgrade. The cores of
    the environment's own running nodes count as free.
    """
    nodes = target.environment.cluster.nodes
    cores = NODE_SIZES[nodes.size].cores
    wanted = (nodes.maximum + SURGE_NODES) * cores
    family = _family(target)
    usages = {
        one.name.value: one
        for one in target.azure.open(ComputeManagementClient).usage.list(_location(target))
    }
    own = _running_nodes(target) * cores
    short = []
    for name in (family, _ALL_CORES):
        usage = usages.get(name)
        limit, used = (int(usage.limit), int(usage.current_value)) if usage else (0, 0)
        free = limit - used + own
        if free < wanted:
            short.append(f"'{name}' in {_location(target)} has {free} left of {limit}")
    if short:
        raise QuotaError(
            f"quota too small: {nodes.maximum} nodes of {nodes.size} and {SURGE_NODES} for upgrades need "
            f"{wanted} cores; {'; '.join(short)}",
            where="cluster.nodes of the environment file",
            remedy=(
                "ask for more in the portal (Quotas → Compute), or lower cluster.nodes.maximum, or "
                "choose a size of another family"
            ),
        )
    return f"{wanted} cores of {family} for {nodes.maximum} + {SURGE_NODES} nodes"


def _family(target: AzureTarget) -> str:
    """Return the quota that the size counts against."""
    sku = _sku(target)
    if sku is None:
        raise NotCheckedError(
            f"{_location(target)} does not offer {target.environment.cluster.nodes.size}",
            remedy="choose another size or region",
        )
    return str(sku.family)


def _sku(target: AzureTarget) -> ResourceSku | None:
    skus = target.azure.open(ComputeManagementClient).resource_skus.list(
        filter=f"location eq '{_location(target)}'"
    )
    return next((one for one in skus if one.name == target.environment.cluster.nodes.size), None)


def _not_offered(target: AzureTarget, why: str) -> QuotaError:
    return QuotaError(
        f"{target.environment.cluster.nodes.size} is not available in {_location(target)}: {why}",
        where="cluster.nodes.size and cluster.zones of the environment file",
        remedy="choose another size or region, or ask for access in the portal (Help + support → Quota)",
    )


def _running_nodes(target: AzureTarget) -> int:
    group, name = target.environment.azure.resource_group, target.environment.cluster.name
    cluster = if_exists(lambda: target.azure.open(ContainerServiceClient).managed_clusters.get(group, name))
    if cluster is None or cluster.location not in (None, _location(target)):
        return 0  # nodes in another region leave no cores free in a candidate
    pools = (cluster.properties and cluster.properties.agent_pool_profiles) or []
    size = target.environment.cluster.nodes.size
    return sum(pool.count or 0 for pool in pools if pool.vm_size == size)


def _location(target: AzureTarget) -> str:
    return target.environment.azure.location
