"""What the backend runs on: real Kafka and PostgreSQL, an issuer of tokens, the Dapr resources."""

import secrets
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.components.kafka import Kafka, kafka
from tests.components.postgres import Postgres
from tests.end_to_end.workload.database import (
    BUDGET,
    AzureDatabase,
    Held,
    Logins,
    azure_database,
)
from tests.end_to_end.workload.dapr_resources import DEAD_LETTER_TOPIC, TOPIC, write_resources
from tests.end_to_end.workload.issuer import AUDIENCE, ISSUER, Issuer, running_issuer
from tests.end_to_end.workload.replica import BACKEND_PYTHON, Replica, running_replica

KAFKA_USER = "todo"
# As in environments/production.yaml: one consumer each for up to five replicas.
PARTITIONS = 5
_PASSWORD_VARIABLE = "KAFKA_PASSWORD"
_DATABASE_VARIABLE = "DATABASE_URL"
_SIDECAR_DATABASE_VARIABLE = "SIDECAR_DATABASE_URL"
# At most two backends and the one that an update adds run at a time.
_BACKENDS = 2
_COMMAND_TIMEOUT_S = 60


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Everything but the replicas."""

    folder: Path
    kafka: Kafka
    database: AzureDatabase
    logins: Logins
    issuer: Issuer
    resources: Path
    environment: Mapping[str, str]
    held: Held

    @property
    def postgres(self) -> Postgres:
        """The server."""
        return self.database.server

    def replica(
        self, name: str, *, environment: Mapping[str, str] | None = None
    ) -> AbstractContextManager[Replica]:
        """Start a replica of that name (a folder of logs) for as long as the context lasts."""
        return running_replica(
            name,
            folder=self.folder,
            resources=self.resources,
            environment={**self.environment, **(environment or {})},
        )

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection with the administrator's login and autocommit."""
        return psycopg.connect(self.database.url(), autocommit=True)

    def execute(self, statement: str) -> None:
        """Execute a statement as the administrator."""
        with self.connect() as connection:
            connection.execute(statement)

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.connect() as connection:
            return connection.execute(query, parameters or None).fetchall()

    def value(self, query: str, parameters: Sequence[object] = ()) -> Any:
        """Return the single value of a query."""
        [(value,)] = self.rows(query, parameters)
        return value

    def command(self, module: str, *arguments: str) -> str:
        """Run a command of the backend's image; returns its output, raises when it fails."""
        finished = subprocess.run(
            [str(BACKEND_PYTHON), "-m", module, *arguments],
            env={**self.environment},
            capture_output=True,
            text=True,
            timeout=_COMMAND_TIMEOUT_S,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout


@contextmanager
def running_platform(folder: Path) -> Iterator[Platform]:
    """Start the platform, make the topics and the tables, and stop it all."""
    password = secrets.token_urlsafe(16)
    with (
        azure_database(folder) as database,
        database.held(backends=_BACKENDS, frontends=0) as held,
        kafka(folder=folder, users={KAFKA_USER: password}) as broker,
        running_issuer() as issuer,
    ):
        logins = database.new_logins(1)
        broker.create_topics({TOPIC: PARTITIONS, DEAD_LETTER_TOPIC: PARTITIONS})
        platform = Platform(
            folder=folder,
            kafka=broker,
            database=database,
            logins=logins,
            held=held,
            issuer=issuer,
            resources=write_resources(
                folder / "dapr",
                bootstrap_servers=broker.bootstrap_servers,
                user=KAFKA_USER,
                password_variable=_PASSWORD_VARIABLE,
                database_variable=_SIDECAR_DATABASE_VARIABLE,
            ),
            environment={
                _DATABASE_VARIABLE: logins.urls["backend"],
                _SIDECAR_DATABASE_VARIABLE: logins.urls["sidecar"],
                "DATABASE_POOL_SIZE": str(BUDGET.backend),
                _PASSWORD_VARIABLE: password,
                "AUTH_JWKS_URL": issuer.jwks_url,
                "AUTH_ISSUER": ISSUER,
                "AUTH_AUDIENCE": AUDIENCE,
                # The load of ten thousand people comes from a few dozen of them here.
                "TASKS_RATE_LIMIT": "100000/minute",
            },
        )
        database.access("grant", logins)
        database.command("todo_backend.migrate")
        yield platform
