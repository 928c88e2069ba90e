"""Checks before anything is deleted: what Azure would refuse halfway."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from azure.mgmt.resource.locks import ManagementLockClient
from azure.mgmt.resource.resources import ResourceManagementClient

from contract.names import node_resource_group
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.machines.machine import cluster_of, database_of
from ops.clients.azure.machines.state import MachineState, Power
from ops.clients.azure.management import if_exists
from ops.delivery.deployment.inventory import Inventory

_LOCKS: Final = "/providers/microsoft.authorization/locks/"
_UNREACHABLE: Final = (Power.ABSENT, Power.STOPPED)
_IN_TRANSIT: Final = (Power.STARTING, Power.STOPPING, Power.BUSY)


@dataclass(frozen=True, kw_only=True)
class Blocker:
    """Something that must be removed first, and how."""

    what: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The result of the checks.

    `blockers` prevent a cleanup. `unmanaged_resources` are resource ids in the resource group that no state
    has: everything else is deleted, the group stays with them. `cluster_gone`: its API server cannot answer.
    """

    blockers: tuple[Blocker, ...] = ()
    unmanaged_resources: tuple[str, ...] = ()
    cluster_gone: bool = False


def survey(target: AzureTarget, inventories: Sequence[Inventory]) -> Survey:
    """Check locks, unmanaged resources in the resource group, and the machines. Changes nothing."""
    ours = {resource.id.lower() for inventory in inventories for resource in inventory.resources}
    cluster = cluster_of(target).state()
    return Survey(
        blockers=(*_locks(target, ours), *_machines(target, cluster)),
        unmanaged_resources=tuple(_unmanaged_resources(target, ours)),
        cluster_gone=cluster.power in _UNREACHABLE,
    )


def _locks(target: AzureTarget, ours: set[str]) -> Iterator[Blocker]:
    """Yield the locks on resources of the environment that Terraform does not remove itself."""
    groups = (target.group.lower(), f"{target.subscription}/resourcegroups/{_node_group(target)}".lower())
    for lock in target.azure.open(ManagementLockClient).management_locks.list_at_subscription_level():
        id_ = str(lock.id)
        scope = id_.lower().rpartition(_LOCKS)[0]
        if id_.lower() not in ours and any(_holds(scope, group) for group in groups):
            yield Blocker(
                what=f"the lock {lock.name} ({lock.level}) on {scope}",
                how=f"ask its owner, then: az lock delete --ids {id_}",
            )


def _holds(scope: str, group: str) -> bool:
    return f"{group}/".startswith(f"{scope}/") or scope.startswith(f"{group}/")


def _node_group(target: AzureTarget) -> str:
    """Return the resource group of the cluster's nodes."""
    return node_resource_group(target.environment.cluster.name)


def _machines(target: AzureTarget, cluster: MachineState) -> Iterator[Blocker]:
    name = target.environment.name
    if cluster.power in _IN_TRANSIT:
        yield Blocker(
            what=f"the cluster is {cluster.reported}",
            how=f"wait until that has finished: ops power status -e {name}",
        )
    database = database_of(target)
    state = database.state() if database else None
    # A stopped server refuses changes to its databases and settings, which are destroyed one by one.
    if state and state.power in (Power.STOPPED, *_IN_TRANSIT):
        yield Blocker(
            what=f"the database is {state.reported}",
            how=f"it must run to be deleted: ops power start -e {name}",
        )


def _unmanaged_resources(target: AzureTarget, ours: set[str]) -> Iterator[str]:
    group, resources = target.environment.azure.resource_group, target.azure.open(ResourceManagementClient)
    if if_exists(lambda: resources.resource_groups.get(group)) is None:
        return
    for resource in resources.resources.list_by_resource_group(group):
        if str(resource.id).lower() not in ours:
            yield str(resource.id)
