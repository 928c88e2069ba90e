"""The database as Azure has it: the connections of the smallest server, and an administrator who is no superuser.

What the replicas that a test does not start would open is held open, so that only their own shares are left.
"""

import os
import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg

from contract.workloads import SURGE_PODS
from environments import load_environment
from environments.connections import KEPT_BY_AZURE, server_connections
from environments.database import ManagedDatabase
from tests.components.postgres import Postgres, Role, postgres
from tests.end_to_end.workload.replica import BACKEND_PYTHON

PARTS: Final = ("backend", "sidecar", "frontend")
#: The smallest server of all, and what production's pods may open of its connections.
SMALLEST: Final = ManagedDatabase(provider="managed", server_name="end-to-end", sku="B_Standard_B1ms")
BUDGET: Final = load_environment("production").connections
_COMMAND_TIMEOUT_S: Final = 60


@dataclass(frozen=True, kw_only=True)
class Logins:
    """The logins of one key: the URL of each part of the application."""

    number: int
    urls: Mapping[str, str] = field(repr=False)

    def name(self, part: str) -> str:
        """Return the login of a part."""
        return f"todo_{part}_r{self.number}"


@dataclass(frozen=True, kw_only=True)
class Held:
    """Connections that are held open, so that nobody else gets them."""

    connect: Callable[[], psycopg.Connection[Any]]
    connections: list[psycopg.Connection[Any]] = field(default_factory=list)

    def take(self, count: int) -> None:
        """Open so many more."""
        self.connections.extend(self.connect() for _ in range(count))

    def give_back(self, count: int) -> None:
        """Close so many of them."""
        for _ in range(count):
            self.connections.pop().close()


def frontend_share(frontends: int) -> int:
    """Return the connections of so many frontends and the one that an update adds."""
    return (frontends + SURGE_PODS) * BUDGET.frontend if frontends else 0


@dataclass(frozen=True, kw_only=True)
class AzureDatabase:
    """A server with a database for the application."""

    server: Postgres
    administrator: Role

    def url(self, password: str | None = None) -> str:
        """Return the administrator's URL; with another password than its first one if one is given."""
        role = self.administrator
        given = Role(name=role.name, password=password or role.password, database=role.database)
        return f"{self.server.url(given)}?sslmode=disable"

    def new_logins(self, number: int) -> Logins:
        """Make up the logins of a key, which `access` makes at the server."""
        roles = [Role(name=f"todo_{part}_r{number}", password=secrets.token_hex(32), database="todo") for part in PARTS]
        urls = {part: f"{self.server.url(role)}?sslmode=disable" for part, role in zip(PARTS, roles, strict=True)}
        return Logins(number=number, urls=urls)

    def access(self, step: str, logins: Logins, *, password: str | None = None) -> None:
        """Run one of the Jobs around a release: `grant` or `retire`."""
        urls = {f"{part.upper()}_DATABASE_URL": url for part, url in logins.urls.items()}
        self.command("todo_backend.access", step, environment=urls, password=password)

    def command(
        self,
        module: str,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        password: str | None = None,
    ) -> None:
        """Run a command of the backend's image as a migration does: with the administrator's login."""
        finished = subprocess.run(
            [str(BACKEND_PYTHON), "-m", module, *arguments],
            env={**os.environ, "DATABASE_URL": self.url(password), **(environment or {})},
            capture_output=True,
            text=True,
            timeout=_COMMAND_TIMEOUT_S,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr

    @contextmanager
    def held(self, *, backends: int, frontends: int) -> Iterator[Held]:
        """Hold what production's pods would open but these and those that an update adds."""
        held = Held(connect=lambda: psycopg.connect(self.url(), autocommit=True))
        own = (backends + SURGE_PODS) * (BUDGET.backend + BUDGET.sidecar)
        try:
            held.take(BUDGET.needed - _KEPT_FOR_THE_TEST - own - frontend_share(frontends))
            yield held
        finally:
            held.give_back(len(held.connections))


# What the budget keeps for people is the test's own.
_KEPT_FOR_THE_TEST: Final = 2


@contextmanager
def azure_database(folder: Path) -> Iterator[AzureDatabase]:
    """Start the server with exactly the smallest size's connections."""
    limit = server_connections(SMALLEST)
    administrator = Role(
        name="server_admin", password=secrets.token_urlsafe(16), database="todo", azure_administrator=True
    )
    settings = [
        f"max_connections={limit + KEPT_BY_AZURE}",
        f"superuser_reserved_connections={KEPT_BY_AZURE}",
    ]
    with postgres(folder=folder, roles=[administrator], settings=settings) as server:
        yield AzureDatabase(server=server, administrator=administrator)


def refused(url: str) -> bool:
    """Whether a login is refused for its password."""
    try:
        connection: psycopg.Connection[Any] = psycopg.connect(url)
    except psycopg.OperationalError as error:
        assert "password authentication failed" in str(error), error
        return True
    connection.close()
    return False
