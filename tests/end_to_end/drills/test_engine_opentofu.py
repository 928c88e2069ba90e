"""A drill with OpenTofu: a state that its store did not take, and the command that writes it."""

import os
from collections.abc import Iterator

import pytest

from tests.end_to_end.drills.running import RunningDrills, require_passed, running_drills
from tools.components.go_programs import PROGRAMS, program


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest) -> Iterator[RunningDrills]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{program('tofu').parent}:{os.environ['PATH']}")
        with running_drills(request, engine="tofu") as drills:
            yield drills


# It also waits for what the drill begins from; a busy machine takes a multiple of the time.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["store-away-at-the-end"])
def test_a_state_that_opentofu_could_not_write_is_offered_and_nothing_is_lost(
    name: str, running: RunningDrills
) -> None:
    result = running[name].result()
    assert result.engine == f"OpenTofu {PROGRAMS['tofu'].version}"
    require_passed(result)
