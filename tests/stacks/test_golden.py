"""The synthesized stacks are what they were: a change shows as a readable difference, reviewed in a commit.

Renew with `make golden`.
"""

import difflib
from pathlib import Path

import pytest

from tests.support.synthesis import ENVIRONMENTS, STACKS, synthesized_texts

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_synthesized_stack_matches_its_golden_file(
    environment: str, stack: str, request: pytest.FixtureRequest
) -> None:
    golden = GOLDEN / environment / f"{stack}.json"
    actual = synthesized_texts(environment)[stack]
    if request.config.getoption("--renew-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(actual + "\n")
        return
    expected = golden.read_text() if golden.is_file() else ""
    if actual + "\n" != expected:
        shown = str(golden.relative_to(GOLDEN.parent.parent))
        difference = difflib.unified_diff(
            expected.splitlines(),
            actual.splitlines(),
            fromfile=shown,
            tofile="synthesized now",
            lineterm="",
            n=4,
        )
        pytest.fail(
            "\n".join(difference) + "\n\nIf this change is meant: make golden, and commit it", pytrace=False
        )


def test_every_golden_file_belongs_to_a_stack_of_an_environment() -> None:
    expected = {GOLDEN / environment / f"{stack}.json" for environment in ENVIRONMENTS for stack in STACKS}
    assert set(GOLDEN.rglob("*.json")) == expected
