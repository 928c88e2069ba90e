"""A real state store (Azurite) for tests that read and write beside the states."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from azure.storage.blob import ContainerClient

from ops.state_account import CERTIFICATE_VARIABLE, ENDPOINT_VARIABLE, state_container
from ops.synthesis import Backend
from rehearsal import state_store
from rehearsal.home import Home

BACKEND = Backend(account="teststates", container="tfstate", key="production/app.tfstate")


@contextmanager
def running_container(folder: Path) -> Iterator[ContainerClient]:
    """Start a state store, yield its container as `ops` sees it, stop the store."""
    store = state_store.start(Home(folder), backend=BACKEND)
    variables = {
        ENDPOINT_VARIABLE: store.address,
        CERTIFICATE_VARIABLE: str(store.certificate),
        "ARM_ACCESS_KEY": store.key,
    }
    try:
        with state_container(BACKEND, environment=variables) as container:
            yield container
    finally:
        store.stop()
