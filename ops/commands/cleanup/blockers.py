"""What Azure would refuse half-way: looked for before anything is deleted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contract.names import node_resource_group
from ops.clients.azure.environment import Target
from ops.clients.azure.machines.machine import cluster_of, database_of
from ops.clients.azure.machines.state import Power, State
from ops.delivery.deployment.inventory import Inventory

# Sources: learn.microsoft.com, REST reference, "Management Locks - List At Subscription Level" and
# "Resources - List By Resource Group" (the pages of these versions).
_LOCKS_VERSION: Final = "2016-09-01"
_RESOURCES_VERSION: Final = "2021-04-01"
_LOCKS: Final = "/providers/microsoft.authorization/locks/"
_GONE_WITH_THE_CLUSTER: Final = (Power.ABSENT, Power.STOPPED)
_ON_THE_WAY: Final = (Power.STARTING, Power.STOPPING, Power.BUSY)


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Something that must be out of the way first, and how."""

    what: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What Azure was found to say.

    `obstacles` stop a clean-up before it begins. `strangers` are ARM ids in the resource group that no state
    knows: all else is deleted, the group stays with them. `cluster_gone`: its API server does not answer.
    """

    obstacles: tuple[Obstacle, ...] = ()
    strangers: tuple[str, ...] = ()
    cluster_gone: bool = False


def survey(target: Target, inventories: Sequence[Inventory]) -> Survey:
    """Ask Azure about locks, strangers in the resource group, and the machines. Changes nothing."""
    ours = {resource.id.lower() for inventory in inventories for resource in inventory.resources}
    cluster = cluster_of(target).state(target.azure)
    return Survey(
        obstacles=(*_locks(target, ours), *_machines(target, cluster)),
        strangers=tuple(_strangers(target, ours)),
        cluster_gone=cluster.power in _GONE_WITH_THE_CLUSTER,
    )


def _locks(target: Target, ours: set[str]) -> Iterator[Obstacle]:
    """Yield the locks that hold something of ours and that Terraform does not remove itself."""
    groups = (target.group.lower(), f"{target.subscription}/resourcegroups/{_node_group(target)}".lower())
    path = f"{target.subscription}/providers/Microsoft.Authorization/locks"
    for lock in target.azure.items(path, version=_LOCKS_VERSION):
        scope = lock["id"].lower().rpartition(_LOCKS)[0]
        if lock["id"].lower() not in ours and any(_holds(scope, group) for group in groups):
            yield Obstacle(
                what=f"the lock {lock['name']} ({lock['properties']['level']}) on {scope}",
                how=f"ask whoever set it, then: az lock delete --ids {lock['id']}",
            )


def _holds(scope: str, group: str) -> bool:
    return f"{group}/".startswith(f"{scope}/") or scope.startswith(f"{group}/")


def _node_group(target: Target) -> str:
    """Return the group that AKS keeps its machines in."""
    return node_resource_group(target.environment.cluster.name)


def _machines(target: Target, cluster: State) -> Iterator[Obstacle]:
    name = target.environment.name
    if cluster.power in _ON_THE_WAY:
        yield Obstacle(
            what=f"the cluster is {cluster.said}", how=f"wait until that is over: ops power status -e {name}"
        )
    database = database_of(target)
    state = database.state(target.azure) if database else None
    # A stopped server refuses changes of its databases and settings, which are destroyed one by one.
    if state and state.power in (Power.STOPPED, *_ON_THE_WAY):
        yield Obstacle(
            what=f"the database is {state.said}",
            how=f"it must run to be taken apart: ops power start -e {name}",
        )


def _strangers(target: Target, ours: set[str]) -> Iterator[str]:
    if target.azure.find(target.group, version=_RESOURCES_VERSION) is None:
        return
    for resource in target.azure.items(f"{target.group}/resources", version=_RESOURCES_VERSION):
        if resource["id"].lower() not in ours:
            yield resource["id"]
