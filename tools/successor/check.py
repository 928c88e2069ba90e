"""The check of one set: the stacks and constructs under cdktn, compared with the golden files of cdktf."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ops.engine.synthesis.stacks import PROJECT
from tools.successor.compare import Kind, StackDifference, differences
from tools.successor.environment import MovedProject

_GOLDEN: Final = ("tests/golden", "tests/constructs_lib/snapshots")
_TESTS: Final = ("tests/stacks", "tests/constructs_lib")
_WITHIN_SECONDS: Final = 1800
# The limit is that of the whole run: on a busy machine the first test, which synthesizes, takes minutes.
_OPTIONS: Final = ("-q", "-n", "2", "--dist", "loadfile", "--renew-golden", f"--timeout={_WITHIN_SECONDS}")


@dataclass(frozen=True, kw_only=True)
class SuccessorOutcome:
    """What a check found: the differences by golden file, and what failed."""

    differences: Mapping[str, tuple[StackDifference, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def check(moved: MovedProject) -> SuccessorOutcome:
    """Run the unit tests of stacks and constructs in a moved copy, and compare what it synthesizes."""
    done = subprocess.run(
        [str(moved.python), "-m", "pytest", *_TESTS, *_OPTIONS],
        cwd=moved.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=_WITHIN_SECONDS,
    )
    if done.returncode != 0:
        return SuccessorOutcome(
            problems=(f"the tests failed under cdktn:\n{done.stdout}{done.stderr}".strip(),)
        )
    return compared(PROJECT, moved.folder)


def compared(before: Path, after: Path) -> SuccessorOutcome:
    """Compare the golden files of two checkouts."""
    old, new = _golden_files(before), _golden_files(after)
    problems = [f"{name}: exists on one side only" for name in sorted(old.keys() ^ new.keys())]
    found = {name: differences(old[name], new[name]) for name in sorted(old.keys() & new.keys())}
    problems += [
        f"{name}: {difference}"
        for name, those in found.items()
        for difference in those
        if difference.kind is Kind.OTHER
    ]
    return SuccessorOutcome(differences=found, problems=tuple(problems))


def _golden_files(project: Path) -> dict[str, str]:
    return {
        str(file.relative_to(project)): file.read_text(encoding="utf-8")
        for folder in _GOLDEN
        for file in (project / folder).rglob("*.json")
    }
