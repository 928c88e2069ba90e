"""What several end-to-end tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.common.home import Home
from rehearsal.state_store import azurite
from rehearsal.state_store.store import StateStore
from tests.control_plane import ServiceRoutes, service_routes
from tests.support.rehearsals import make_applied
from tests.support.state_store import home_without_providers
from tests.support.synthesized import BACKEND

# Files that take minutes, the longest first: at the end, no process works on one of them alone.
_LONG = (
    "drills",
    "review",
    "github",
    "releases",
    "cleanup",
    "app",
    "opentofu",
    "test_rehearsal.py",
    "addons",
    "rollout",
    "health",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the tests of a file keep their order."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        first = item.path.relative_to(here).parts[0] if item.path.is_relative_to(here) else ""
        return _LONG.index(first) if first in _LONG else len(_LONG)

    items.sort(key=place)


@pytest.fixture(scope="module")
def routes() -> Iterator[ServiceRoutes]:
    """Yield the routes from Services to programs on loopback, for a control plane."""
    with service_routes() as handle:
        yield handle


@pytest.fixture(scope="session")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return an applied rehearsal to copy, one for all processes of this run."""
    folder = tmp_path_factory.getbasetemp()
    return make_applied(folder.parent / "shared" if "PYTEST_XDIST_WORKER" in os.environ else folder)


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
