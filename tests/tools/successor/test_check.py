"""The check fails for a difference that no kind explains, and names it."""

from pathlib import Path

import pytest

from tools.successor.check import compared

GOLDEN = Path("tests/golden/production/app.json")


@pytest.fixture
def checkouts(tmp_path: Path) -> tuple[Path, Path]:
    for side, version in (("before", "0.21.0"), ("after", "0.22.1")):
        file = tmp_path / side / GOLDEN
        file.parent.mkdir(parents=True)
        file.write_text(f'{{"//": {{"metadata": {{"version": "{version}"}}}}, "replicas": 2}}')
    return tmp_path / "before", tmp_path / "after"


def test_an_explained_difference_is_no_problem(checkouts: tuple[Path, Path]) -> None:
    outcome = compared(*checkouts)
    assert outcome.problems == ()
    assert [found.kind for found in outcome.differences[str(GOLDEN)]] == ["library version"]


def test_another_difference_is_a_problem_with_file_place_and_values(checkouts: tuple[Path, Path]) -> None:
    file = checkouts[1] / GOLDEN
    file.write_text(file.read_text().replace('"replicas": 2', '"replicas": 3'))
    assert compared(*checkouts).problems == (f"{GOLDEN}: other: replicas: 2 -> 3",)


def test_a_golden_file_that_one_side_lacks_is_a_problem(checkouts: tuple[Path, Path]) -> None:
    (checkouts[1] / GOLDEN).unlink()
    assert compared(*checkouts).problems == (f"{GOLDEN}: exists on one side only",)
