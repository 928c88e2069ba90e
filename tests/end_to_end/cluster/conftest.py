import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.cluster.pods import AGNHOST, Pods
from tools.cluster.cluster import cluster

_LOCK = Path(tempfile.gettempdir()) / "hackathon-todo-cluster-tests.lock"


@pytest.fixture(scope="module", autouse=True)
def only_clusters_of_this_file() -> Iterator[None]:
    """Wait for the other files' clusters: test_leftovers.py compares the machine before and after."""
    with _LOCK.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="module")
def pods(tmp_path_factory: pytest.TempPathFactory, only_clusters_of_this_file: None) -> Iterator[Pods]:
    """Start a cluster for the tests of a module, with the image of test servers and clients."""
    folder: Path = tmp_path_factory.mktemp("node")
    with cluster(folder=folder / "cluster") as running:
        AGNHOST.write(folder / "agnhost.tar")
        running.import_image(folder / "agnhost.tar")
        yield Pods(running)
