"""The move to cdktn works: same stacks, same tests, and no change for what cdktf has deployed."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.engine.environment_file import environment_names
from ops.engine.synthesis.stacks import PROJECT
from tests.support.rehearsals import Rehearsal, rehearsal
from tools.successor.azurerm_5 import breaks
from tools.successor.check import check, compared
from tools.successor.compare import Kind
from tools.successor.environment import MovedProject, moved_project
from tools.successor.sets import NEAREST, NEWEST, SuccessorSet

_ROW = re.compile(r"^\| ([\w/]+\.py) \| (\w+) \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)

EXPLAINED = {
    NEAREST: {Kind.LIBRARY_VERSION, Kind.PROVIDER_VERSION, Kind.PROVIDER_SOURCE},
    NEWEST: {Kind.LIBRARY_VERSION, Kind.PROVIDER_VERSION, Kind.PROVIDER_SOURCE, Kind.LAYOUT},
}


@pytest.fixture(scope="module")
def nearest() -> MovedProject:
    return moved_project(NEAREST)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """Yield a rehearsal that cdktf has applied."""
    with rehearsal(tmp_path_factory.mktemp("successor") / "own") as made:
        up = made.rehearse("up")
        assert up.returncode == 0, up.stdout + up.stderr
        yield made


def _in_the_copy(moved: MovedProject, made: Rehearsal, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the moved copy on an existing rehearsal."""
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", command],
        cwd=moved.folder,
        env={**made.environment, "PATH": f"{moved.python.parent}:{made.environment['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.mark.timeout(1900)
@pytest.mark.parametrize("chosen", [NEAREST, NEWEST], ids=lambda chosen: chosen.name)
def test_the_golden_files_differ_in_kinds_that_are_explained_and_the_unit_tests_pass(
    chosen: SuccessorSet,
) -> None:
    outcome = check(moved_project(chosen))

    assert outcome.problems == ()
    assert len(outcome.differences) > 20
    found = {difference.kind for those in outcome.differences.values() for difference in those}
    assert found == EXPLAINED[chosen]


def test_another_difference_in_a_moved_stack_is_an_error(nearest: MovedProject, tmp_path: Path) -> None:
    golden = Path("tests/golden/production/app.json")
    changed = tmp_path / golden
    changed.parent.mkdir(parents=True)
    changed.write_text((nearest.folder / golden).read_text().replace('"replicas": 2', '"replicas": 3'))

    problems = compared(nearest.folder, tmp_path).problems

    assert any(problem.startswith(f"{golden}: other: resource.") for problem in problems), problems


@pytest.mark.timeout(900)
def test_nothing_changes_for_what_cdktf_has_deployed(nearest: MovedProject, deployed: Rehearsal) -> None:
    done = _in_the_copy(nearest, deployed, "rehearse up")

    assert done.returncode == 0, done.stdout + done.stderr
    # Three stacks, and the second plan of all of them.
    assert done.stdout.count("no changes") == 4, done.stdout


@pytest.mark.timeout(900)
def test_the_page_lists_what_azurerm_5_breaks() -> None:
    page = (PROJECT / "docs" / "development" / "azurerm-5.md").read_text()

    found = breaks(environment_names())

    assert {(each.file, each.call, each.what) for each in found} == set(_ROW.findall(page))
    for each in found:
        said = (PROJECT / each.file).read_text().splitlines()[each.line - 1]
        assert each.call in said or each.call in ("attribute", "validation"), (each, said)
