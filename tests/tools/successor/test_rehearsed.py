"""A plan that changes something, and a command that fails, are problems that show what was printed."""

import os
from pathlib import Path

import pytest

from tools.successor.environment import MovedProject
from tools.successor.move import Moved
from tools.successor.rehearsed import problems_of_plan

UNCHANGED = "echo 'Plan  no changes in 3 stacks since the last rehearsal'"
APPLIED = "for _ in 1 2; do echo 'Apply complete! Resources: 0 added, 0 changed, 0 destroyed.'; done"


@pytest.fixture
def moved(tmp_path: Path) -> MovedProject:
    """Return a copy whose programs change nothing."""
    copy = MovedProject(folder=tmp_path, python=tmp_path / "bin" / "python", moved=Moved(files=1, lines=1))
    _program(copy, "rehearse", f'if [ "$1" = up ]; then {UNCHANGED}; else echo export REHEARSED=yes; fi')
    _program(copy, "cdktf", f'[ "$REHEARSED $*" = "yes deploy foundation app --auto-approve" ]; {APPLIED}')
    return copy


def _program(moved: MovedProject, name: str, body: str) -> None:
    file = moved.python.parent / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/bash\nset -e\n{body}\n")
    file.chmod(0o755)


def test_nothing_that_changes_is_no_problem(moved: MovedProject) -> None:
    assert problems_of_plan(moved, os.environ) == ()


def test_a_plan_that_changes_something_is_a_problem(moved: MovedProject) -> None:
    _program(moved, "rehearse", "echo 'app: 1 created'")

    problems = problems_of_plan(moved, os.environ)

    assert problems[0].startswith("rehearse up: expected 'no changes in 3 stacks' 1 times:\napp: 1 created")


def test_a_deployment_that_fails_is_a_problem_although_it_printed_what_is_expected(
    moved: MovedProject,
) -> None:
    _program(moved, "cdktf", f"{APPLIED}; echo no backend >&2; exit 1")

    (problem,) = problems_of_plan(moved, os.environ)

    assert "cdktf deploy foundation app" in problem
    assert "no backend" in problem
