"""What the tests of both add-ons share: how a cluster with the release of the app is made."""

from collections.abc import Iterator

import pytest

from tests.control_plane import control_plane, service_routes
from tests.end_to_end.addons.controllers.installed import Installed, apply_release, installed


@pytest.fixture(scope="module")
def addons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """Yield a cluster whose gateway and certificate controllers run and know the release."""
    folder = tmp_path_factory.mktemp("controllers")
    with (
        service_routes() as routes,
        control_plane(folder=folder, routes=routes) as cluster,
        installed(cluster, routes) as made,
    ):
        apply_release(cluster)
        yield made
