"""The machines of an environment that can be stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from azure.core.polling import LROPoller
from azure.mgmt.containerservice import ContainerServiceClient
from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient

from contract import arm
from environments.database import ManagedDatabase
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.machines.state import ABSENT, MachineState, cluster_state, database_state
from ops.clients.azure.management import if_exists, wait


class Operations(Protocol):
    """The calls that Microsoft's clients of AKS and of PostgreSQL have in common."""

    def get(self, group: str, name: str, /) -> Mapping[str, Any]:
        """Return the resource."""
        ...

    def begin_start(self, group: str, name: str, /) -> LROPoller[None]:
        """Start it."""
        ...

    def begin_stop(self, group: str, name: str, /) -> LROPoller[None]:
        """Stop it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A cluster or a database server. `path` is its resource id."""

    kind: str
    name: str
    group: str
    path: str
    operations: Operations
    read: Callable[[Mapping[str, Any]], MachineState]

    def state(self) -> MachineState:
        """Return the current state."""
        document = if_exists(lambda: self.operations.get(self.group, self.name))
        return ABSENT if document is None else self.read(document)

    def switch(self, action: str, *, waiting: Callable[[], None]) -> None:
        """Run `start` or `stop` and wait until Azure has finished; `waiting` is called every second."""
        begin = self.operations.begin_start if action == "start" else self.operations.begin_stop
        wait(begin(self.group, self.name), where=self.path, waiting=waiting)


def cluster_of(target: AzureTarget) -> Machine:
    """Return the environment's cluster."""
    name = target.environment.cluster.name
    return Machine(
        kind="cluster",
        name=name,
        group=target.environment.azure.resource_group,
        path=arm.cluster(name, group=target.group),
        operations=target.azure.open(ContainerServiceClient).managed_clusters,
        read=cluster_state,
    )


def database_of(target: AzureTarget) -> Machine | None:
    """Return the environment's database server; None where the database is external."""
    settings = target.environment.database
    if not isinstance(settings, ManagedDatabase):
        return None
    return Machine(
        kind="database",
        name=settings.server_name,
        group=target.environment.azure.resource_group,
        path=f"{target.group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{settings.server_name}",
        operations=target.azure.open(PostgreSQLManagementClient).servers,
        read=database_state,
    )


def machines_of(target: AzureTarget) -> list[Machine]:
    """Return the machines in the order in which they are started.

    The database comes first: the pods need it to become ready. It is stopped last, when nothing writes to it.
    """
    machines = [database_of(target), cluster_of(target)]
    return [machine for machine in machines if machine is not None]
