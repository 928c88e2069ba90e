"""What Terraform refuses becomes an error that says what to do."""

from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.engine.terraform.events import Diagnostic, Level
from ops.engine.terraform.failures import StateLeasedError, StateLockedError, TerraformError, failure

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


# What Terraform 1.12 prints when the blob is leased and its metadata are empty (recorded with Azurite); and
# Azure's error code when the lease is taken in between.
NO_RECORD = '\nblob metadata "terraformlockid" was empty\n\nTerraform acquires a state lock'


@pytest.mark.parametrize(
    "found_by",
    [
        error("Error acquiring the state lock", f"Error message: state blob is already locked{NO_RECORD}"),
        error("Error acquiring the state lock", f"Error message: 409 LeaseAlreadyPresent{NO_RECORD}"),
        # `init` of a state that is still empty.
        error(f"Error loading state: failed to lock azure state: state blob is already locked{NO_RECORD}"),
    ],
)
def test_a_lease_without_a_record_is_no_failure_of_the_stack(found_by: Diagnostic) -> None:
    found = failure(
        stack="app",
        step="plan",
        folder=Path("/stacks/app"),
        log=Path("/logs/app-plan.jsonl"),
        diagnostics=[found_by],
    )
    assert isinstance(found, StateLeasedError)
    assert found.exit_code == ExitCode.LOCKED
    assert "ops unlock --state app" in found.remedy


def test_a_lock_that_may_not_be_taken_is_not_a_lease() -> None:
    found = failure(
        stack="app",
        step="plan",
        folder=Path("/stacks/app"),
        log=Path("/logs/app-plan.jsonl"),
        diagnostics=[error("Error acquiring the state lock", f"Error message: 403 Forbidden{NO_RECORD}")],
    )
    assert type(found) is TerraformError
    assert found.exit_code == ExitCode.FAILED


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
