"""The machines of an environment that can be stopped, as Azure Resource Manager has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contract import arm
from environments.database import ManagedDatabase
from ops.clients.azure.environment import Target
from ops.clients.azure.machines.state import NOT_THERE, State, cluster_state, database_state
from ops.clients.azure.rest import RestClient

# Sources: learn.microsoft.com, REST reference, "Managed Clusters - Stop" and "- Start" (the page of this
# version), and "Servers - Stop" of Azure Database for PostgreSQL (idem).
_CLUSTER_VERSION: Final = "2024-09-01"
_DATABASE_VERSION: Final = "2025-08-01"


@dataclass(frozen=True, kw_only=True)
class Machine:
    """One machine: what it is to a person (`kind`), its name, its ARM id, and how its answer is read."""

    kind: str
    name: str
    path: str
    version: str
    read: Callable[[Mapping[str, Any]], State]

    def state(self, azure: RestClient) -> State:
        """Return how it stands now."""
        found = azure.find(self.path, version=self.version)
        return NOT_THERE if found is None else self.read(found)

    def order(self, azure: RestClient, action: str, *, waiting: Callable[[], None]) -> None:
        """Ask for `start` or `stop` and return when Azure says that it is done; `waiting` is called often."""
        azure.post(f"{self.path}/{action}", version=self.version, waiting=waiting)


def cluster_of(target: Target) -> Machine:
    """Return the environment's cluster."""
    name = target.environment.cluster.name
    return Machine(
        kind="cluster",
        name=name,
        path=arm.cluster(name, group=target.group),
        version=_CLUSTER_VERSION,
        read=cluster_state,
    )


def database_of(target: Target) -> Machine | None:
    """Return the environment's database server; None where somebody else keeps the database."""
    settings = target.environment.database
    if not isinstance(settings, ManagedDatabase):
        return None
    return Machine(
        kind="database",
        name=settings.server_name,
        path=f"{target.group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{settings.server_name}",
        version=_DATABASE_VERSION,
        read=database_state,
    )


def machines_of(target: Target) -> list[Machine]:
    """Return what can be stopped, in the order in which it is started.

    The database comes first: the application's pods ask for it before they are ready. It is stopped last, so
    that nothing writes to it any more when it goes.
    """
    found = [database_of(target), cluster_of(target)]
    return [machine for machine in found if machine is not None]
