from collections.abc import Iterator

import pytest

from tests.ops.clients.github.api import Api, running_api


@pytest.fixture
def api() -> Iterator[Api]:
    with running_api(Api()) as running:
        yield running
