"""What Terraform refuses becomes an error that says what to do."""

from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.engine.terraform.events import Diagnostic, Level
from ops.engine.terraform.failures import StateLockedError, failure

LOCK_DETAIL = """Error message: state blob is already locked
Lock Info:
  ID:        5f0c2c0e-8a0c-4ef4-2a31-0d6b3b6b9a51
  Path:      tfstate/production/app.tfstate
  Operation: OperationTypeApply
  Who:       ada@laptop
  Version:   1.15.5
  Created:   2026-11-24 02:00:00.123456789 +0000 UTC
  Info:      \n
Terraform acquires a state lock to protect the state from being written
by multiple users at the same time."""


def error(summary: str, detail: str = "", address: str = "") -> Diagnostic:
    return Diagnostic(severity=Level.ERROR, summary=summary, detail=detail, address=address)


def test_a_held_lock_names_who_since_when_and_how_to_break_it() -> None:
    found = failure(
        stack="app",
        step="plan",
        folder=Path("/stacks/app"),
        log=Path("/logs/app-plan.jsonl"),
        diagnostics=[error("Error acquiring the state lock", LOCK_DETAIL)],
    )
    assert isinstance(found, StateLockedError)
    assert found.exit_code == ExitCode.LOCKED
    assert found.what == "the state of app is locked by ada@laptop since 2026-11-24 02:00:00 UTC (apply)"
    assert "-chdir=/stacks/app force-unlock 5f0c2c0e-8a0c-4ef4-2a31-0d6b3b6b9a51" in found.remedy


@pytest.mark.parametrize(
    ("diagnostics", "unparsed", "said"),
    [
        ([error("No", "because\nof this", "a.b")], "", "No (a.b)\nbecause\nof this"),
        ([error("First"), error("Second")], "", "First\n\nSecond"),
        ([], "panic: out of luck\n", "panic: out of luck"),
        ([], "", "it printed no error"),
        ([error("Error acquiring the state lock", "no such container")], "", "no such container"),
    ],
)
def test_everything_that_was_said_is_kept(diagnostics: list[Diagnostic], unparsed: str, said: str) -> None:
    found = failure(
        stack="app",
        step="plan",
        folder=Path("/stacks/app"),
        log=Path("/logs/app-plan.jsonl"),
        diagnostics=diagnostics,
        unparsed=unparsed,
    )
    assert said in found.what
    assert "/logs/app-plan.jsonl" in found.remedy
    assert found.diagnostics == tuple(diagnostics)
