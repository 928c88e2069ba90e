"""The synthesized stacks are what they were: a change shows as a readable difference, reviewed in a commit.

Renew with `make golden`.
"""

from pathlib import Path

import pytest

from tests.support.snapshots import must_equal_snapshot
from tests.support.synthesis import ENVIRONMENTS, STACKS, synthesized_texts

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_synthesized_stack_matches_its_golden_file(
    environment: str, stack: str, request: pytest.FixtureRequest
) -> None:
    golden = GOLDEN / environment / f"{stack}.json"
    actual = synthesized_texts(environment)[stack]
    must_equal_snapshot(actual + "\n", golden, renew=request.config.getoption("--renew-golden"))


def test_every_golden_file_belongs_to_a_stack_of_an_environment() -> None:
    expected = {GOLDEN / environment / f"{stack}.json" for environment in ENVIRONMENTS for stack in STACKS}
    assert set(GOLDEN.rglob("*.json")) == expected
