"""The rules across the sections of an environment file.

Each rule names the keys that it compares. It runs when these are valid, also in a file where others are not:
all problems of a file are reported together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Final

from contract.azure import SURGE_NODES
from environments.application import Replicas
from environments.connections import UnknownConnectionLimitError, connection_budget
from environments.database import ExternalDatabase, ManagedDatabase
from environments.events import ExternalEvents, NoEvents, RedpandaEvents
from environments.exposure import GatewayExposure
from environments.node_sizes import NODE_SIZES, PRODUCTION_NODE_SIZES, Allocatable
from environments.quantity import mebibytes, millicores
from environments.regions import REGIONS_WITH_ZONES
from environments.scaling import Resources

# Sources: learn.microsoft.com, "Azure Virtual Network FAQ" and "Use a public standard load balancer in AKS".
_ADDRESSES_THAT_AZURE_KEEPS: Final = 5
_OUTBOUND_PORTS_OF_AN_ADDRESS: Final = 64_000


class UnknownValueError(LookupError):
    """A key of an environment whose value is not valid, so that no rule can use it."""


#: Returns the value of a key such as `cluster.zones`; raises UnknownValueError.
Lookup = Callable[[str], Any]
#: Takes the values of its keys; yields a sentence for each problem.
Rule = Callable[..., Iterator[str]]


@dataclass(frozen=True, kw_only=True)
class _Relation:
    keys: tuple[str, ...]
    rule: Rule


_RELATIONS: list[_Relation] = []


def problems(value_of: Lookup) -> Iterator[str]:
    """Yield a sentence for each broken rule whose keys have valid values."""
    for relation in _RELATIONS:
        try:
            values = [value_of(key) for key in relation.keys]
        except UnknownValueError:
            continue
        yield from relation.rule(*values)


def _between(*keys: str) -> Callable[[Rule], Rule]:
    """Register a rule that takes the values of these keys, in this order."""

    def register(rule: Rule) -> Rule:
        _RELATIONS.append(_Relation(keys=keys, rule=rule))
        return rule

    return register


@_between("azure.location", "cluster.zones")
def _region_has_zones(region: str, zones: list[str]) -> Iterator[str]:
    if zones and region not in REGIONS_WITH_ZONES:
        yield (
            f"cluster.zones {zones}: the region {region} has no availability zones; "
            "write [] or choose another azure.location (environments/regions.py has the list)"
        )


@_between("azure.location", "database")
def _standby_has_a_zone(region: str, database: ManagedDatabase | ExternalDatabase) -> Iterator[str]:
    wanted = isinstance(database, ManagedDatabase) and database.high_availability
    if wanted and region not in REGIONS_WITH_ZONES:
        yield (
            f"database.high_availability: a standby runs in another zone, and the region {region} has none; "
            "set it to false or choose another azure.location"
        )


@_between("azure.resource_group", "state.resource_group")
def _states_outlive_the_environment(group: str, states: str) -> Iterator[str]:
    if group.lower() == states.lower():
        yield (
            f"state.resource_group {states} is azure.resource_group too: a clean-up of the environment would "
            "delete its states; choose another"
        )


@_between("events", "application.backend.replicas")
def _every_replica_gets_events(
    events: RedpandaEvents | ExternalEvents | NoEvents, replicas: Replicas
) -> Iterator[str]:
    """Refuse more replicas than partitions: Kafka gives a partition to one consumer of a group."""
    if isinstance(events, RedpandaEvents) and events.partitions < replicas.maximum:
        yield (
            f"events.partitions {events.partitions} is less than "
            f"application.backend.replicas.maximum {replicas.maximum}: some replicas would get no events"
        )


@_between("database", "application.backend.replicas", "application.frontend.replicas")
def _every_replica_gets_connections(
    database: ManagedDatabase | ExternalDatabase, backends: Replicas, frontends: Replicas
) -> Iterator[str]:
    """Refuse more replicas than the database has connections for, in a rolling update at full scale."""
    try:
        budget = connection_budget(database, backends=backends.maximum, frontends=frontends.maximum)
    except UnknownConnectionLimitError as error:
        yield str(error)
        return
    if not budget.fits:
        remedy = (
            "raise database.connections if its plan has more"
            if isinstance(database, ExternalDatabase)
            else "choose a larger database.sku"
        )
        yield (
            f"application.backend.replicas.maximum {backends.maximum} and "
            f"application.frontend.replicas.maximum {frontends.maximum} need "
            f"{budget.needed} connections during an update; the database has {budget.limit}: "
            f"lower them, or {remedy}"
        )


@_between("name", "cluster.nodes.size")
def _production_has_steady_nodes(name: str, size: str) -> Iterator[str]:
    """Refuse nodes that drop to a fraction of their cores once their credits are spent."""
    if name == "production" and NODE_SIZES[size].burstable:
        yield (
            f"cluster.nodes.size {size} is burstable, which production must not be; "
            f"choose one of {', '.join(PRODUCTION_NODE_SIZES)}"
        )


@_between("network.pod_cidr", "cluster.nodes.maximum")
def _every_node_gets_pod_addresses(cidr: str, maximum: int) -> Iterator[str]:
    nodes = maximum + SURGE_NODES
    networks = ip_network(cidr).num_addresses // 256
    if networks < nodes:
        yield (
            f"network.pod_cidr {cidr} has room for {networks} nodes; "
            f"cluster.nodes.maximum and one for upgrades make {nodes}"
        )


@_between("network.node_subnet_cidr", "cluster.nodes.maximum")
def _every_node_gets_an_address(cidr: str, maximum: int) -> Iterator[str]:
    nodes = maximum + SURGE_NODES
    addresses = ip_network(cidr).num_addresses - _ADDRESSES_THAT_AZURE_KEEPS
    if addresses < nodes:
        yield (
            f"network.node_subnet_cidr {cidr} has {addresses} usable addresses; "
            f"cluster.nodes.maximum and one for upgrades make {nodes}"
        )


@_between("network.outbound_ports_per_node", "cluster.nodes.maximum")
def _every_node_gets_outbound_ports(of_a_node: int, maximum: int) -> Iterator[str]:
    nodes = maximum + SURGE_NODES
    ports = nodes * of_a_node
    if ports > _OUTBOUND_PORTS_OF_AN_ADDRESS:
        yield (
            f"network.outbound_ports_per_node {of_a_node} on {nodes} nodes "
            f"make {ports}; one public address has {_OUTBOUND_PORTS_OF_AN_ADDRESS}"
        )


_NODE: Final = ("cluster.nodes.size", "cluster.nodes.max_pods", "logs.container_insights")


@_between(*_NODE, "application.sidecar.resources", "application.backend.resources")
def _backend_fits_a_node(*values: Any) -> Iterator[str]:
    *node, sidecar, backend = values
    yield from _fits("application.backend.resources", [backend, sidecar], room=_room(*node), size=node[0])


@_between(*_NODE, "application.sidecar.resources", "application.frontend.resources")
def _frontend_fits_a_node(*values: Any) -> Iterator[str]:
    *node, sidecar, frontend = values
    yield from _fits("application.frontend.resources", [frontend, sidecar], room=_room(*node), size=node[0])


@_between(*_NODE, "exposure")
def _proxy_fits_a_node(*values: Any) -> Iterator[str]:
    *node, exposure = values
    if isinstance(exposure, GatewayExposure):
        containers = [exposure.proxies.resources]
        yield from _fits("exposure.proxies.resources", containers, room=_room(*node), size=node[0])


def _room(size: str, max_pods: int, container_insights: bool) -> Allocatable:  # noqa: FBT001 - a key's value
    return NODE_SIZES[size].beside_the_system(max_pods=max_pods, container_insights=container_insights)


def _fits(key: str, containers: Sequence[Resources], *, room: Allocatable, size: str) -> Iterator[str]:
    """Yield a problem for a pod that an empty node has no room for: it would never be scheduled."""
    cpu = sum(millicores(one.requests.cpu) for one in containers)
    memory = sum(mebibytes(one.requests.memory) for one in containers)
    if cpu > room.millicores or memory > room.memory_mib:
        sidecar = " with its sidecar" if len(containers) > 1 else ""
        yield (
            f"{key}: a pod{sidecar} requests {cpu}m and {memory:.0f} MiB, and an empty {size} has "
            f"{room.millicores}m and {room.memory_mib:.0f} MiB beside the system; "
            "lower the requests or choose a larger cluster.nodes.size"
        )
