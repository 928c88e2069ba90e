"""The connections of the database, and how the release shares them.

Source of the limits: learn.microsoft.com, "Limits in Azure Database for PostgreSQL flexible server", "Maximum
connections": what a server of that size takes by default, of which Azure keeps 15 for itself.
"""

import re
from dataclasses import dataclass
from typing import Final

from contract.workloads import SURGE_PODS
from environments.database import ExternalDatabase, ManagedDatabase

#: Connections of every server that no user gets.
KEPT_BY_AZURE: Final = 15
_BURSTABLE: Final = {
    "B1ms": 50,
    "B2s": 429,
    "B2ms": 859,
    "B4ms": 1718,
    "B8ms": 3437,
    "B12ms": 5000,
    "B16ms": 5000,
    "B20ms": 5000,
}
# By GiB of memory, for the general purpose (4 GiB a core) and memory optimized (8 GiB a core) sizes.
_BY_MEMORY: Final = {8: 859, 16: 1718, 32: 3437}
_MOST: Final = 5000
_GIB_OF_A_CORE: Final = {"D": 4, "E": 8}
# What PgBouncer accepts from clients by default: pgbouncer.max_client_conn, learn.microsoft.com, "PgBouncer"
# among the server parameters. It makes at most 50 of the server's connections of them for each login. There
# are three, and three more during a rotation: 300 of the 844 that the smallest such server has.
_PGBOUNCER_CLIENTS: Final = 5000

# The relay keeps one connection while it publishes, so that a backend with a single one would serve nobody.
_BACKEND_LEAST: Final = 2
_BACKEND_MOST: Final = 10
_FRONTEND_LEAST: Final = 1
_FRONTEND_MOST: Final = 5
# At its start Dapr holds one connection for a lock and migrates on another one: with one it would wait for
# ever. Source: dapr/components-contrib 1.18, common/component/sql/migrations/postgres/postgres_migrations.go.
_SIDECAR: Final = 2
# For a person with psql and for `todo-replay`.
_KEPT_FOR_PEOPLE: Final = 2


class UnknownConnectionLimitError(ValueError):
    """A size whose limit is not in the table."""


@dataclass(frozen=True, kw_only=True)
class ConnectionBudget:
    """How many connections each process of a release opens at most, and what they make together.

    `needed` counts every replica at its maximum and those that a rolling update adds; `limit` is what the
    server gives to users. A migration runs before the pods that the update adds, on their share.
    """

    backend: int
    frontend: int
    sidecar: int
    needed: int
    limit: int

    @property
    def fits(self) -> bool:
        """Whether the server has room for all of them."""
        return self.needed <= self.limit


def connection_limit(database: ManagedDatabase | ExternalDatabase) -> int:
    """Return how many connections users may open at once.

    Raises:
        UnknownConnectionLimitError: Azure's limit for this size is not known here.
    """
    if isinstance(database, ExternalDatabase):
        return database.connections
    limit = server_connections(database)
    return limit if database.burstable else _PGBOUNCER_CLIENTS


def server_connections(database: ManagedDatabase) -> int:
    """Return how many connections the server itself gives to users, PgBouncer among them.

    Raises:
        UnknownConnectionLimitError: Azure's limit for this size is not known here.
    """
    return _server_limit(database.sku) - KEPT_BY_AZURE


def _server_limit(sku: str) -> int:
    size = sku.rpartition("_Standard_")[2]
    if size in _BURSTABLE:
        return _BURSTABLE[size]
    parts = re.match(r"([DE])(\d+)[a-z]*_v\d$", size)
    if parts is None or sku.startswith("B_"):
        raise UnknownConnectionLimitError(
            f"database.sku {sku} has no known limit of connections; choose one such as B_Standard_B2s or "
            "GP_Standard_D2ds_v5, or add it to environments/connections.py"
        )
    return _BY_MEMORY.get(int(parts[2]) * _GIB_OF_A_CORE[parts[1]], _MOST)


def connection_budget(
    database: ManagedDatabase | ExternalDatabase, *, backends: int, frontends: int
) -> ConnectionBudget:
    """Share the connections: the least that works first, then more for backends and frontends in turn.

    Args:
        database: Its kind and size decide the limit.
        backends: Replicas of the backend at most.
        frontends: Replicas of the frontend at most.
    """
    limit = connection_limit(database)
    backend, frontend = _BACKEND_LEAST, _FRONTEND_LEAST

    def needed(of_backend: int, of_frontend: int) -> int:
        return (
            (backends + SURGE_PODS) * (of_backend + _SIDECAR)
            + (frontends + SURGE_PODS) * of_frontend
            + _KEPT_FOR_PEOPLE
        )

    while True:
        before = (backend, frontend)
        if backend < _BACKEND_MOST and needed(backend + 1, frontend) <= limit:
            backend += 1
        if frontend < _FRONTEND_MOST and needed(backend, frontend + 1) <= limit:
            frontend += 1
        if (backend, frontend) == before:
            break
    return ConnectionBudget(
        backend=backend,
        frontend=frontend,
        sidecar=_SIDECAR,
        needed=needed(backend, frontend),
        limit=limit,
    )
