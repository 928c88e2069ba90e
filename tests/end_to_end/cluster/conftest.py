from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.cluster.pods import AGNHOST, Pods
from tools.cluster.cluster import cluster


@pytest.fixture(scope="module")
def pods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pods]:
    """Start a cluster for the tests of a module, with the image of test servers and clients."""
    folder: Path = tmp_path_factory.mktemp("node")
    with cluster(folder=folder / "cluster") as running:
        AGNHOST.write(folder / "agnhost.tar")
        running.import_image(folder / "agnhost.tar")
        yield Pods(running)
