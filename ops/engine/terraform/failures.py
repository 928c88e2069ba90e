"""Terraform failures as errors with a remedy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.common.errors import ExitCode, UserError
from ops.engine.terraform.events import Diagnostic
from ops.engine.terraform.existing import existing_objects
from ops.engine.terraform.product import OPENTOFU, TERRAFORM, Product
from ops.engine.terraform.store_problem import StoreProblem, store_problem

#: The file in the folder of a stack to which Terraform writes a state that its store did not take.
ERRORED_STATE = "errored.tfstate"


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

    def __init__(self, what: str, *, where: str = "") -> None:
        super().__init__(
            what,
            where=where,
            remedy="run the same command again: what was applied is in the state, and is not repeated",
        )


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
        self,
        stack: str,
        *,
        holder: LockHolder,
        folder: Path,
        diagnostics: Sequence[Diagnostic],
        environment: str = "",
    ) -> None:
        super().__init__(
            f"the state of {stack} is locked by {holder.who} since {holder.since} ({holder.operation})",
            where=str(folder),
            remedy=(
                "wait until that run has finished. Only if it is dead, break the lock: "
                f"{state_command('unlock', stack, environment=environment)}"
            ),
            diagnostics=diagnostics,
        )
        self.holder = holder


class StateLeasedError(TerraformError):
    """A state whose blob is leased without Terraform's lock record: there is no holder to name."""

    exit_code = ExitCode.LOCKED

    def __init__(
        self,
        stack: str,
        *,
        folder: Path,
        diagnostics: Sequence[Diagnostic],
        environment: str = "",
        product: Product = TERRAFORM,
    ) -> None:
        super().__init__(
            f"the state of {stack} is leased without {product.name}'s lock record: by another program, "
            "or by a run that died while it took or released the lock",
            where=str(folder),
            remedy=(
                f"`{product.command} force-unlock` cannot break it. If nothing works on this state, run "
                f"`ops unlock --state {stack}{_of(environment)}`; see docs/runbooks/break-a-lock.md"
            ),
            diagnostics=diagnostics,
        )


class StateNotSavedError(TerraformError):
    """A state that its store did not take; `kept` is the file that Terraform wrote instead."""

    exit_code = ExitCode.STATE_NOT_SAVED

    def __init__(
        self,
        stack: str,
        *,
        step: str,
        kept: Path,
        diagnostics: Sequence[Diagnostic],
        environment: str = "",
        product: Product = TERRAFORM,
    ) -> None:
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
        reason = next((error for error in errors if error.summary == _SAVE_SUMMARY), None)
        problem = store_problem(str(reason)) if reason else None
        told = (_SAVE_SUMMARY, _PERSIST_SUMMARY, _RELEASE_SUMMARY)
        others = [str(error) for error in errors if error.summary not in told]
        super().__init__(
            "\n".join(
                [
                    f"{product.command} {step} of {stack} has changed resources, and its state could not be "
                    "written: " + (problem.what if problem else str(reason or "the store did not take it")),
                    *([reason.detail] if problem and reason else []),
                    *others,
                ]
            ),
            where=str(kept),
            remedy=(
                (f"{problem.remedy}. " if problem else "")
                + "That file is the only record of what was changed: keep it. As soon as the state store "
                "answers, and before anything else is deployed: "
                f"{state_command('push', stack, environment=environment)}"
            ),
            diagnostics=diagnostics,
        )
        self.stack = stack
        self.kept = kept


class TerraformKilledError(TerraformError):
    """An engine that was killed: it wrote no state after its last snapshot, and left its lock."""

    def __init__(
        self,
        stack: str,
        *,
        step: str,
        by: str,
        folder: Path,
        log: Path,
        environment: str = "",
        product: Product = TERRAFORM,
    ) -> None:
        memory = ", by the system when memory ran out or by a person" if by == "SIGKILL" else ""
        super().__init__(
            f"{product.command} {step} of {stack} was killed ({by}{memory})",
            where=str(folder),
            remedy=(
                f"its lock may be left: `{state_command('unlock', stack, environment=environment)}`. "
                "What it made after its last snapshot of the state is in no state: then run "
                f"`ops recover {stack}{_of(environment)}`, and the command again. The log is {log}"
            ),
        )


class StalePlanError(TerraformError):
    """A saved plan that no longer matches the state. Nothing was applied."""

    exit_code = ExitCode.NOT_REVIEWED


_STALE_SUMMARY = "Saved plan is stale"
_LOCK_SUMMARY = "Error acquiring the state lock"
# Summaries of Terraform when the store does not take a state. Source: hashicorp/terraform,
# internal/backend/local/backend_apply.go and internal/command/clistate/state.go.
_SAVE_SUMMARY = "Failed to save state"
_PERSIST_SUMMARY = "Failed to persist state to backend"
_RELEASE_SUMMARY = "Error releasing the state lock"
# How the summaries of errors about the state begin; a resource's error can have the same text behind it.
_ABOUT_THE_STATE = re.compile(
    r"(?:Error (?:acquiring|releasing) the state lock|Error (?:loading|refreshing|saving) (?:the )?state|"
    r"Failed to (?:save|load|persist|get existing workspaces|read) ?(?:state|the state)?)"
)
# Text of the azurerm backend before it takes the lease, and Azure's answer when it was taken in between.
# Source: hashicorp/terraform, internal/backend/remote-state/azure/client.go.
_LEASED = re.compile(r"state blob is already locked|LeaseAlreadyPresent|already a lease present")
# Source: hashicorp/terraform, internal/states/statefile/read.go.
_UNREADABLE = re.compile(r"Unsupported state file format")
_LOCK_LINE = re.compile(r"^\s*(ID|Operation|Who|Created):\s+(.*?)\s*$", re.MULTILINE)


def state_command(action: str, stack: str, *, environment: str = "") -> str:
    """Return the command of `ops state` for a stack, to be pasted."""
    return f"ops state {action} {stack}{_of(environment)}"


def way_on(product: Product, *, instead_of: Product) -> str:
    """Return how to go on with the program that applied a state last, and how to go back from it."""
    return (
        f"Go on with it: `export TERRAFORM_BINARY_NAME={product.command}`. The way back to "
        f"{instead_of.name}: docs/development/opentofu.md"
    )


def _of(environment: str) -> str:
    return f" --environment {environment}" if environment else ""


def failure(
    *,
    stack: str,
    step: str,
    folder: Path,
    log: Path,
    diagnostics: Sequence[Diagnostic],
    unparsed: str = "",
    killed_by: str = "",
    kept: Path | None = None,
    environment: str = "",
    product: Product = TERRAFORM,
) -> TerraformError:
    """Return the error of a failed step.

    `killed_by` names the signal that ended the engine, `kept` the file of a state that was not written.
    """
    if kept:
        return StateNotSavedError(
            stack, step=step, kept=kept, diagnostics=diagnostics, environment=environment, product=product
        )
    if killed_by:
        return TerraformKilledError(
            stack,
            step=step,
            by=killed_by,
            folder=folder,
            log=log,
            environment=environment,
            product=product,
        )
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    for error in errors:
        holder = _lock_holder(error)
        if holder:
            return StateLockedError(
                stack, holder=holder, folder=folder, diagnostics=diagnostics, environment=environment
            )
        if _LEASED.search(str(error)):
            return StateLeasedError(
                stack, folder=folder, diagnostics=diagnostics, environment=environment, product=product
            )
    if any(error.summary == _STALE_SUMMARY for error in errors):
        return StalePlanError(
            f"the plan of {stack} is out of date: another run has applied the stack since then",
            where=str(folder),
            remedy="nothing was applied; run the command again to make a new plan",
            diagnostics=diagnostics,
        )
    said = "\n\n".join(str(error) for error in errors) or unparsed.strip() or "it printed no error"
    problem = _problem_of_the_store(errors)
    remedy = (
        problem.remedy
        if problem
        else _remedy(stack, errors, said=said, environment=environment, product=product)
    )
    return TerraformError(
        f"{product.command} {step} of {stack} failed: " + (f"{problem.what}\n{said}" if problem else said),
        where=str(folder),
        remedy=f"{remedy}; the full log is {log}",
        diagnostics=diagnostics,
    )


def _remedy(
    stack: str, errors: Sequence[Diagnostic], *, said: str, environment: str, product: Product
) -> str:
    if f"{OPENTOFU.registry}/" in said and product is not OPENTOFU:
        return (
            f"{OPENTOFU.name} has applied this state, and named its providers by {OPENTOFU.registry}. "
            f"{way_on(OPENTOFU, instead_of=product)}"
        )
    if _UNREADABLE.search(said):
        return (
            f"the state cannot be read: `ops state show {stack}{_of(environment)}` lists its earlier "
            "versions, and docs/runbooks/recover-state.md says how to write one of them"
        )
    existing = existing_objects(errors)
    if not existing:
        return "fix the problem above and run the command again"
    return (
        f"{len(existing)} of these exist and are in no state: `ops recover {stack}{_of(environment)}` "
        "imports what exists, after a look; then run the command again"
    )


def _problem_of_the_store(errors: Sequence[Diagnostic]) -> StoreProblem | None:
    """Return the problem of the state store behind the errors; None when another one is among them."""
    if not errors or not all(_ABOUT_THE_STATE.match(error.summary) for error in errors):
        return None
    return store_problem("\n".join(map(str, errors)))


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
