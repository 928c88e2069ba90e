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
from tests.components.postgres import Postgres, Role, postgres
from tests.end_to_end.workload.dapr_resources import DEAD_LETTER_TOPIC, TOPIC, write_resources
from tests.end_to_end.workload.issuer import AUDIENCE, ISSUER, Issuer, running_issuer
from tests.end_to_end.workload.replica import BACKEND_PYTHON, Replica, running_replica

KAFKA_USER = "todo"
# As in environments/production.yaml: one consumer each for up to five replicas.
PARTITIONS = 5
_PASSWORD_VARIABLE = "KAFKA_PASSWORD"
_DATABASE_VARIABLE = "DATABASE_URL"
_COMMAND_TIMEOUT_S = 60


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Everything but the replicas."""

    folder: Path
    kafka: Kafka
    postgres: Postgres
    role: Role
    issuer: Issuer
    resources: Path
    environment: Mapping[str, str]

    def replica(self, name: str) -> AbstractContextManager[Replica]:
        """Start a replica of that name (a folder of logs) for as long as the context lasts."""
        return running_replica(
            name, folder=self.folder, resources=self.resources, environment=self.environment
        )

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection with the backend's role and autocommit."""
        return psycopg.connect(self.postgres.url(self.role), autocommit=True)

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
    role = Role(name="todo", password=secrets.token_urlsafe(16), database="todo")
    password = secrets.token_urlsafe(16)
    with (
        postgres(folder=folder, roles=[role], settings=["max_connections=100"]) as database,
        kafka(folder=folder, users={KAFKA_USER: password}) as broker,
        running_issuer() as issuer,
    ):
        broker.create_topics({TOPIC: PARTITIONS, DEAD_LETTER_TOPIC: PARTITIONS})
        platform = Platform(
            folder=folder,
            kafka=broker,
            postgres=database,
            role=role,
            issuer=issuer,
            resources=write_resources(
                folder / "dapr",
                bootstrap_servers=broker.bootstrap_servers,
                user=KAFKA_USER,
                password_variable=_PASSWORD_VARIABLE,
            ),
            environment={
                _DATABASE_VARIABLE: database.url(role) + "?sslmode=disable",
                _PASSWORD_VARIABLE: password,
                "AUTH_JWKS_URL": issuer.jwks_url,
                "AUTH_ISSUER": ISSUER,
                "AUTH_AUDIENCE": AUDIENCE,
                # The load of ten thousand people comes from a few dozen of them here.
                "TASKS_RATE_LIMIT": "100000/minute",
            },
        )
        platform.command("todo_backend.migrate")
        yield platform
