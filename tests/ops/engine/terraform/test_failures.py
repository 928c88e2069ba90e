"""What Terraform refuses becomes an error that says what to do."""

from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.engine.terraform.events import Diagnostic, Level, plain_diagnostics
from ops.engine.terraform.failures import (
    StateLeasedError,
    StateLockedError,
    StateNotSavedError,
    TerraformError,
    TerraformInterruptedError,
    failure,
)
from ops.engine.terraform.product import OPENTOFU

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
        environment="staging",
    )
    assert isinstance(found, StateLockedError)
    assert found.exit_code == ExitCode.LOCKED
    assert found.what == "the state of app is locked by ada@laptop since 2026-11-24 02:00:00 UTC (apply)"
    assert found.remedy.endswith("break the lock: ops state unlock app --environment staging")


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


def failed(*diagnostics: Diagnostic, kept: Path | None = None) -> TerraformError:
    return failure(
        stack="app",
        step="apply",
        folder=Path("/stacks/app"),
        log=Path("/logs/app-apply.jsonl"),
        diagnostics=diagnostics,
        kept=kept,
        environment="staging",
    )


REFUSED = error(
    "Failed to save state", "Error saving state: dial tcp 127.0.0.1:1: connect: connection refused"
)
PERSISTED = error("Failed to persist state to backend", 'has been written to the file "errored.tfstate"')


def test_a_state_that_was_not_written_names_file_cause_command_and_what_failed_besides() -> None:
    kept = Path("/stacks/app/errored.tfstate")
    found = failed(error("quota exceeded", "4 of 4"), REFUSED, PERSISTED, kept=kept)
    assert isinstance(found, StateNotSavedError)
    assert found.exit_code == ExitCode.STATE_NOT_SAVED
    assert "its state could not be written: the state storage account does not answer" in found.what
    assert "quota exceeded\n4 of 4" in found.what
    assert found.where == str(kept)
    assert found.remedy.endswith("ops state push app --environment staging")
    assert "bootstrap" not in found.remedy


def test_a_store_that_is_away_is_named_only_when_all_errors_are_about_the_state() -> None:
    away = error("Failed to get existing workspaces", "dial tcp 127.0.0.1:1: connect: connection refused")
    assert "the state storage account does not answer" in failed(away).what
    both = failed(away, error("creating Namespace", "dial tcp 10.0.0.1:443: connect: connection refused"))
    assert "state storage account" not in both.what
    assert both.remedy.startswith("fix the problem above")


def test_the_errors_of_a_command_without_json_are_read() -> None:
    text = "╷\n│ Error: Error acquiring the state lock\n│ \n" + "".join(
        f"│ {line}\n" for line in LOCK_DETAIL.splitlines()
    )
    [diagnostic] = plain_diagnostics(text + "╵\n")
    found = failed(diagnostic)
    assert isinstance(found, StateLockedError)
    assert found.holder.who == "ada@laptop"


def test_a_state_that_cannot_be_read_names_its_versions_and_the_runbook() -> None:
    found = failure(
        stack="app",
        step="init",
        folder=Path("/stacks/app"),
        log=Path("/logs/app-init.jsonl"),
        diagnostics=[],
        unparsed="Error loading state: \n- Unsupported state file format: syntax error",
        environment="production",
    )
    assert "`ops state show app --environment production` lists its earlier versions" in found.remedy
    assert "docs/runbooks/recover-state.md" in found.remedy
    assert "/logs/app-init.jsonl" in found.remedy


def test_a_stopped_step_says_that_the_same_command_goes_on() -> None:
    stopped = TerraformInterruptedError("terraform apply of app was stopped", where="/logs/app-apply.jsonl")
    assert stopped.exit_code == ExitCode.INTERRUPTED
    assert stopped.remedy == (
        "run the same command again: what was applied is in the state, and is not repeated"
    )


def test_a_failure_of_opentofu_names_opentofu() -> None:
    found = failure(
        stack="app",
        step="plan",
        folder=Path("/stacks/app"),
        log=Path("/logs/app-plan.jsonl"),
        diagnostics=[error("Reference to undeclared resource")],
        product=OPENTOFU,
    )
    assert found.what.startswith("tofu plan of app failed: ")


def test_a_state_that_opentofu_has_applied_is_refused_by_name_under_terraform() -> None:
    said = (
        "Could not retrieve the list of available versions for provider registry.opentofu.org/hashicorp/helm"
    )
    found = failure(
        stack="app",
        step="init",
        folder=Path("/stacks/app"),
        log=Path("/logs/app-init.jsonl"),
        diagnostics=[error("Failed to query available provider packages", said)],
    )
    assert "OpenTofu has applied this state" in found.remedy
    assert "TERRAFORM_BINARY_NAME=tofu" in found.remedy
