from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.storage.blob import ContainerClient

from tests.ops.clients.azure.resource_manager import Api, running_api
from tests.support.state_store import running_container


@pytest.fixture(scope="session")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ContainerClient]:
    """Yield the container of a real state store, shared by all tests of a process."""
    with running_container(tmp_path_factory.mktemp("state-store")) as found:
        yield found


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """Yield a local Resource Manager that holds nothing yet."""
    with running_api(tmp_path, Api()) as running:
        yield running
