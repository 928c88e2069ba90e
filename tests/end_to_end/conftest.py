"""What several end-to-end tests share."""

from collections.abc import Iterator

import pytest

from tests.control_plane import ServiceRoutes, service_routes


@pytest.fixture(scope="module")
def routes() -> Iterator[ServiceRoutes]:
    """Yield the routes from Services to programs on loopback, for a control plane."""
    with service_routes() as handle:
        yield handle
