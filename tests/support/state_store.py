"""A real state store (Azurite) for tests that read and write beside the states."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from azure.storage.blob import ContainerClient

from ops.clients.azure.state_container import CERTIFICATE_VARIABLE, ENDPOINT_VARIABLE, state_container
from ops.engine.synthesis.document import StateBackend
from rehearsal.common.home import Home
from rehearsal.state_store import azurite
from rehearsal.state_store.store import StateStore

BACKEND = StateBackend(account="teststates", container="tfstate", key="production/app.tfstate")


def home_without_providers(folder: Path) -> Home:
    """Return a home for stacks with Terraform's built-in resource type only, which needs no mirror."""
    home = Home(root=folder)
    home.root.mkdir()
    home.terraform_rc.write_text("disable_checkpoint = true\n")
    return home


@contextmanager
def running_container(folder: Path) -> Iterator[ContainerClient]:
    """Start a state store, yield its container as `ops` sees it, stop the store."""
    store = azurite.start(Home(root=folder), backend=BACKEND)
    try:
        with container_of(store) as container:
            yield container
    finally:
        store.stop()


def container_of(store: StateStore) -> ContainerClient:
    """Return the container of a state store that runs, as `ops` sees it."""
    variables = {
        ENDPOINT_VARIABLE: store.address,
        CERTIFICATE_VARIABLE: str(store.certificate),
        "ARM_ACCESS_KEY": store.key,
    }
    backend = StateBackend(account=store.account, container=store.container, key="")
    return state_container(backend, environment=variables)
