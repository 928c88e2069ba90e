"""The move to cdktn works: same stacks, same tests, and no change for what cdktf has deployed."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.engine.environment_file import environment_names
from ops.engine.synthesis.stacks import PROJECT
from rehearsal.common.home import Home
from tests.support.rehearsals import Rehearsal, applied_rehearsal
from tools.successor.azurerm_5 import breaks
from tools.successor.check import check, compared
from tools.successor.compare import Kind
from tools.successor.environment import MovedProject, moved_project
from tools.successor.rehearsed import problems_of_plan
from tools.successor.sets import NEAREST, NEWEST, SETS, SuccessorSet

_ROW = re.compile(r"^\| ([\w/]+\.py) \| (\w+) \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)

EXPLAINED = {
    NEAREST: {Kind.LIBRARY_VERSION, Kind.PROVIDER_VERSION, Kind.PROVIDER_SOURCE},
    NEWEST: {Kind.LIBRARY_VERSION, Kind.PROVIDER_VERSION, Kind.PROVIDER_SOURCE, Kind.LAYOUT},
}


@functools.cache
def moved(chosen: SuccessorSet) -> MovedProject:
    """Return the moved copy of a set, one for all tests: it keeps what is slow to make, the schemas."""
    return moved_project(chosen)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory, applied: Home) -> Iterator[Rehearsal]:
    """Yield a rehearsal that cdktf has applied."""
    with applied_rehearsal(tmp_path_factory.mktemp("successor") / "own", applied) as made:
        yield made


@pytest.mark.timeout(1900)
@pytest.mark.parametrize("chosen", [NEAREST, NEWEST], ids=lambda chosen: chosen.name)
def test_the_golden_files_differ_in_kinds_that_are_explained_and_the_unit_tests_pass(
    chosen: SuccessorSet,
) -> None:
    outcome = check(moved(chosen))

    assert outcome.problems == ()
    assert len(outcome.differences) > 20
    found = {difference.kind for those in outcome.differences.values() for difference in those}
    assert found == EXPLAINED[chosen]


def test_another_difference_in_a_moved_stack_is_an_error(tmp_path: Path) -> None:
    golden = Path("tests/golden/production/app.json")
    changed = tmp_path / golden
    changed.parent.mkdir(parents=True)
    changed.write_text((moved(NEAREST).folder / golden).read_text().replace('"replicas": 2', '"replicas": 3'))

    problems = compared(moved(NEAREST).folder, tmp_path).problems

    assert any(problem.startswith(f"{golden}: other: resource.") for problem in problems), problems


@pytest.mark.timeout(1900)
@pytest.mark.parametrize("chosen", SETS, ids=lambda chosen: chosen.name)
def test_a_plan_and_a_deployment_of_the_cli_change_nothing_that_cdktf_has_deployed(
    chosen: SuccessorSet, deployed: Rehearsal
) -> None:
    assert problems_of_plan(moved(chosen), deployed.environment) == ()


@pytest.mark.timeout(1900)
def test_the_page_lists_what_azurerm_5_breaks() -> None:
    page = (PROJECT / "docs" / "development" / "azurerm-5.md").read_text()

    found = breaks(environment_names())

    assert {(each.file, each.call, each.what) for each in found} == set(_ROW.findall(page))
    for each in found:
        said = (PROJECT / each.file).read_text().splitlines()[each.line - 1]
        assert each.call in said or each.call in ("attribute", "validation"), (each, said)
