"""The plan of an environment: all stacks in parallel, in one report."""

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ops.delivery.cost.change import cost_of_plan
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import drift_fingerprint, fingerprint
from ops.delivery.planning.ignored import ignored_settings
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.failures import TerraformError
from ops.engine.terraform.runner import PlanOptions, Terraform

# The summary of a failed postcondition of stacks/remote_state.py.
_NOT_APPLIED_YET = "Resource postcondition failed"


def plan_environment(
    workspace: Workspace,
    stacks: Sequence[Stack],
    *,
    inputs: ReleaseInputs,
    commit: str,
    options: PlanOptions | None = None,
    save: Path | None = None,
) -> PlanReport:
    """Plan stacks in parallel; report the reason for a stack whose inputs are not applied yet.

    With `save`, plan files are copied to that folder. Each plan reads the current states of earlier stacks.
    Raises TerraformError for every other failure.
    """
    runners = [workspace.terraform(stack, inputs) for stack in stacks]
    with ThreadPoolExecutor(max_workers=len(runners)) as pool:
        futures = [
            pool.submit(_plan, workspace, stack, runner, options=options, save=save)
            for stack, runner in zip(stacks, runners, strict=True)
        ]
        try:
            planned = [future.result() for future in futures]
        except BaseException:
            _interrupt(runners)
            raise
    return PlanReport(
        environment=workspace.environment,
        commit=commit,
        stacks=planned,
        notices=workspace.warnings,
        product=workspace.engine.product,
    )


def _interrupt(runners: Sequence[Terraform]) -> None:
    for runner in runners:
        with suppress(OSError):
            runner.interrupt()


def _plan(
    workspace: Workspace,
    stack: Stack,
    terraform: Terraform,
    *,
    options: PlanOptions | None,
    save: Path | None,
) -> PlannedStack | UnplannedStack:
    warnings = [*terraform.init().warnings]
    with workspace.plan_file(stack) as file:
        try:
            warnings += terraform.plan(out=file, options=options).warnings
        except TerraformError as error:
            reason = _not_applied_yet(error)
            if reason is None:
                raise
            return UnplannedStack(name=stack.name, reason=reason)
        facts = terraform.show(file)
        if save:
            save.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, save / file.name)
    return PlannedStack(
        changes=replace(
            read_changes(stack.name, facts, redactor=terraform.redactor),
            without_effect=ignored_settings(stack.document, facts, redactor=terraform.redactor),
        ),
        fingerprint=fingerprint(facts),
        drift_fingerprint=drift_fingerprint(facts),
        cost=cost_of_plan(workspace.environment, stack.name, facts),
        warnings=tuple(dict.fromkeys(str(warning) for warning in warnings)),
    )


def _not_applied_yet(error: TerraformError) -> str | None:
    """Return the messages of failed postconditions; None when there is another error."""
    errors = [diagnostic for diagnostic in error.diagnostics if diagnostic.severity == "error"]
    if not errors or any(diagnostic.summary != _NOT_APPLIED_YET for diagnostic in errors):
        return None
    return "\n".join(diagnostic.detail for diagnostic in errors)
