"""The whole application on this machine: frontend, backend, PostgreSQL and a sidecar."""

import os
import secrets as random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests.components.process import free_ports
from tests.end_to_end.workload.dapr_resources import PUBSUB
from tests.end_to_end.workload.database import BUDGET, AzureDatabase, azure_database
from tests.end_to_end.workload.frontend import (
    Frontend,
    Secrets,
    build_frontend,
    migration,
    running_frontend,
)
from tests.end_to_end.workload.issuer import AUDIENCE, ISSUER
from tests.end_to_end.workload.replica import BACKEND_PYTHON, running_replica

@contextmanager
def running_application(folder: Path) -> Iterator[Frontend]:
    """Start the application as deployed, but for Kafka: the sidecar keeps the events in memory.

    The database has the smallest server's connections, and those of production's other replicas are taken.
    """
    build_frontend()
    port, backend_port = free_ports(2)
    with azure_database(folder) as database:
        logins = database.new_logins(1)
        backend_environment = {
            "DATABASE_URL": logins.urls["backend"],
            "DATABASE_POOL_SIZE": str(BUDGET.backend),
            "AUTH_JWKS_URL": f"http://127.0.0.1:{port}/api/auth/jwks",
            "AUTH_ISSUER": ISSUER,
            "AUTH_AUDIENCE": AUDIENCE,
            "DECLARE_SUBSCRIPTIONS": "true",
        }
        secrets = Secrets(folder=folder / "secrets")
        secrets.set(database_url=logins.urls["frontend"], auth_secret=random.token_urlsafe(48))
        database.access("grant", logins)
        _migrate_both(secrets, database)
        with (
            database.held(backends=1, frontends=1),
            running_frontend(
                folder=folder,
                secrets=secrets,
                port=port,
                backend_url=f"http://127.0.0.1:{backend_port}",
            ) as running,
            running_replica(
                "backend",
                folder=folder,
                resources=_write_in_memory_pubsub(folder),
                environment=backend_environment,
                port=backend_port,
            ),
        ):
            yield running


def _write_in_memory_pubsub(folder: Path) -> Path:
    resources = folder / "resources"
    resources.mkdir()
    component = {
        "apiVersion": "dapr.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": PUBSUB},
        "spec": {"type": "pubsub.in-memory", "version": "v1", "metadata": []},
    }
    (resources / "pubsub.yaml").write_text(yaml.safe_dump(component))
    return resources


def _migrate_both(secrets: Secrets, database: AzureDatabase) -> None:
    """Run the migrations of both applications at once, in one database, as a release does."""
    backend = subprocess.Popen(
        [str(BACKEND_PYTHON), "-m", "todo_backend.migrate"],
        env={**os.environ, "DATABASE_URL": database.url()},
    )
    owner = Secrets(folder=secrets.folder.with_name("migration-secrets"))
    owner.set(database_url=database.url(), auth_secret=secrets.auth_secret)
    output = (frontend := migration(owner)).communicate(timeout=60)[0]
    assert frontend.returncode == 0, output
    assert backend.wait(60) == 0
