"""What several end-to-end tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.common.home import Home
from rehearsal.state_store import azurite
from rehearsal.state_store.store import StateStore
from tests.control_plane import ServiceRoutes, service_routes
from tests.support.state_store import home_without_providers
from tests.support.synthesized import BACKEND


@pytest.fixture(scope="module")
def routes() -> Iterator[ServiceRoutes]:
    """Yield the routes from Services to programs on loopback, for a control plane."""
    with service_routes() as handle:
        yield handle


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home in which Terraform needs no provider."""
    return home_without_providers(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Iterator[StateStore]:
    """Yield a state store that runs, for the documents of tests/support/synthesized.py."""
    store = azurite.start(home, backend=BACKEND)
    yield store
    store.stop()
