from collections.abc import Iterator

import pytest
from azure.storage.blob import ContainerClient

from tests.support.state_store import running_container


@pytest.fixture(scope="session")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ContainerClient]:
    """The container of a real state store, shared by all tests of a process."""
    with running_container(tmp_path_factory.mktemp("state-store")) as found:
        yield found
