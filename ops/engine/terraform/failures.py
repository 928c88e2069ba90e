"""Terraform failures as errors with a remedy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.common.errors import ExitCode, UserError
from ops.engine.terraform.events import Diagnostic


class TerraformError(UserError):
    """A failed step of Terraform, with its diagnostics."""

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.diagnostics = tuple(diagnostics)


class TerraformInterruptedError(TerraformError):
    """A step that was stopped gracefully; Terraform released the state lock."""

    exit_code = ExitCode.INTERRUPTED


@dataclass(frozen=True, kw_only=True)
class LockHolder:
    """The holder of a state lock, as recorded by Terraform. `since` is a UTC time."""

    lock_id: str
    who: str
    operation: str
    since: str


class StateLockedError(TerraformError):
    """A state that is locked by another run."""

    exit_code = ExitCode.LOCKED

    def __init__(
        self, stack: str, *, holder: LockHolder, folder: Path, diagnostics: Sequence[Diagnostic]
    ) -> None:
        super().__init__(
            f"the state of {stack} is locked by {holder.who} since {holder.since} ({holder.operation})",
            where=str(folder),
            remedy=(
                "wait until that run has finished. Only if it is dead, break the lock: "
                f"terraform -chdir={folder} force-unlock {holder.lock_id}"
            ),
            diagnostics=diagnostics,
        )
        self.holder = holder


class StateLeasedError(TerraformError):
    """A state whose blob is leased without Terraform's lock record: there is no holder to name."""

    exit_code = ExitCode.LOCKED

    def __init__(self, stack: str, *, folder: Path, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(
            f"the state of {stack} is leased without Terraform's lock record: by another program, "
            "or by a run that died while it took or released the lock",
            where=str(folder),
            remedy=(
                "`terraform force-unlock` cannot break it. If nothing works on this state, run "
                f"`ops unlock --state {stack}`; see docs/runbooks/break-a-lock.md"
            ),
            diagnostics=diagnostics,
        )


class TerraformKilledError(TerraformError):
    """An engine that was killed: it wrote no state after its last snapshot, and left its lock."""

    def __init__(self, stack: str, *, step: str, by: str, folder: Path, log: Path) -> None:
        memory = ", by the system when memory ran out or by a person" if by == "SIGKILL" else ""
        super().__init__(
            f"terraform {step} of {stack} was killed ({by}{memory})",
            where=str(folder),
            remedy=(
                "its lock may be left: run `ops unlock`, then the command again. What it made after its last "
                "snapshot of the state is in no state; docs/runbooks/recover-state.md says how to import it. "
                f"The log is {log}"
            ),
        )


class StalePlanError(TerraformError):
    """A saved plan that no longer matches the state. Nothing was applied."""

    exit_code = ExitCode.NOT_REVIEWED


_STALE_SUMMARY = "Saved plan is stale"
_LOCK_SUMMARY = "Error acquiring the state lock"
# Text of the azurerm backend before it takes the lease, and Azure's answer when it was taken in between.
# Source: hashicorp/terraform, internal/backend/remote-state/azure/client.go.
_LEASED = re.compile(r"state blob is already locked|LeaseAlreadyPresent|already a lease present")
_LOCK_LINE = re.compile(r"^\s*(ID|Operation|Who|Created):\s+(.*?)\s*$", re.MULTILINE)


def failure(
    *,
    stack: str,
    step: str,
    folder: Path,
    log: Path,
    diagnostics: Sequence[Diagnostic],
    unparsed: str = "",
    killed_by: str = "",
) -> TerraformError:
    """Return the error of a failed step; `killed_by` names the signal that ended the engine."""
    if killed_by:
        return TerraformKilledError(stack, step=step, by=killed_by, folder=folder, log=log)
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    for error in errors:
        holder = _lock_holder(error)
        if holder:
            return StateLockedError(stack, holder=holder, folder=folder, diagnostics=diagnostics)
        if _LEASED.search(str(error)):
            return StateLeasedError(stack, folder=folder, diagnostics=diagnostics)
    if any(error.summary == _STALE_SUMMARY for error in errors):
        return StalePlanError(
            f"the plan of {stack} is out of date: another run has applied the stack since then",
            where=str(folder),
            remedy="nothing was applied; run the command again to make a new plan",
            diagnostics=diagnostics,
        )
    said = "\n\n".join(str(error) for error in errors) or unparsed.strip() or "it printed no error"
    return TerraformError(
        f"terraform {step} of {stack} failed: {said}",
        where=str(folder),
        remedy=f"fix the problem above and run the command again; the full log is {log}",
        diagnostics=diagnostics,
    )


def _lock_holder(diagnostic: Diagnostic) -> LockHolder | None:
    """Return the lock holder named in a diagnostic; None for other diagnostics."""
    text = str(diagnostic)
    facts = dict(_LOCK_LINE.findall(text))
    # The second text is of `init`, which locks a state that is still empty.
    if not facts.get("ID") or (diagnostic.summary != _LOCK_SUMMARY and not _LEASED.search(text)):
        return None
    return LockHolder(
        lock_id=facts["ID"],
        who=facts.get("Who", "an unknown user"),
        operation=facts.get("Operation", "unknown").removeprefix("OperationType").lower(),
        # Go prints `2026-11-24 02:00:00.123456789 +0000 UTC`.
        since=re.sub(r"\.\d+ \+0000 UTC$", " UTC", facts.get("Created", "an unknown time")),
    )
