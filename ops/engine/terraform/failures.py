"""What Terraform refuses, turned into errors that say what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.common.errors import ExitCode, UserError
from ops.engine.terraform.events import Diagnostic


class TerraformError(UserError):
    """A step of Terraform failed. `diagnostics` keeps everything that it said."""

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.diagnostics = tuple(diagnostics)


class TerraformInterruptedError(TerraformError):
    """The person stopped a step; Terraform finished what it was doing and gave the state lock back."""

    exit_code = ExitCode.INTERRUPTED


@dataclass(frozen=True, kw_only=True)
class LockHolder:
    """Who holds the lock of a state, as Terraform recorded it. `since` is a UTC time."""

    lock_id: str
    who: str
    operation: str
    since: str


class StateLockedError(TerraformError):
    """Somebody else is working on the same state."""

    exit_code = ExitCode.LOCKED

    def __init__(
        self, stack: str, *, holder: LockHolder, folder: Path, diagnostics: Sequence[Diagnostic]
    ) -> None:
        super().__init__(
            f"the state of {stack} is locked by {holder.who} since {holder.since} ({holder.operation})",
            where=str(folder),
            remedy=(
                "wait until that run has ended. If it is dead, and only then, break the lock: "
                f"terraform -chdir={folder} force-unlock {holder.lock_id}"
            ),
            diagnostics=diagnostics,
        )
        self.holder = holder


class StalePlanError(TerraformError):
    """A saved plan is no longer about the state as it is. Nothing of it was applied."""

    exit_code = ExitCode.NOT_REVIEWED


_STALE_SUMMARY = "Saved plan is stale"
_LOCK_SUMMARY = "Error acquiring the state lock"
_LOCK_LINE = re.compile(r"^\s*(ID|Operation|Who|Created):\s+(.*?)\s*$", re.MULTILINE)


def failure(
    *, stack: str, step: str, folder: Path, log: Path, diagnostics: Sequence[Diagnostic], unparsed: str = ""
) -> TerraformError:
    """Return the error that a failed step amounts to."""
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    for error in errors:
        holder = _lock_holder(error)
        if holder:
            return StateLockedError(stack, holder=holder, folder=folder, diagnostics=diagnostics)
    if any(error.summary == _STALE_SUMMARY for error in errors):
        return StalePlanError(
            f"the plan of {stack} is out of date: somebody else has applied this stack since it was made",
            where=str(folder),
            remedy="nothing was applied; run the same command again, which plans anew",
            diagnostics=diagnostics,
        )
    said = "\n\n".join(str(error) for error in errors) or unparsed.strip() or "it gave no reason"
    return TerraformError(
        f"terraform {step} of {stack} failed: {said}",
        where=str(folder),
        remedy=f"correct the cause and run it again; everything that Terraform said is in {log}",
        diagnostics=diagnostics,
    )


def _lock_holder(diagnostic: Diagnostic) -> LockHolder | None:
    """Read the lock's record out of the diagnostic; None when it is about something else."""
    facts = dict(_LOCK_LINE.findall(diagnostic.detail))
    if diagnostic.summary != _LOCK_SUMMARY or not facts.get("ID"):
        return None
    return LockHolder(
        lock_id=facts["ID"],
        who=facts.get("Who", "somebody"),
        operation=facts.get("Operation", "unknown").removeprefix("OperationType").lower(),
        # Go prints `2026-11-24 02:00:00.123456789 +0000 UTC`; a person needs the seconds.
        since=re.sub(r"\.\d+ \+0000 UTC$", " UTC", facts.get("Created", "an unknown time")),
    )
