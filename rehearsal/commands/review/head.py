"""The plan of the head on top of the base, stack by stack.

`ops plan` plans every stack against the current state, because it may not change anything. Here each plan is
applied before the next stack is planned: new outputs of a stack reach the stacks after it, and a plan that
cannot be applied is found.
"""

from dataclasses import replace
from pathlib import Path

from ops.common.progress import Steps
from ops.delivery.planning.environment import plan_environment
from ops.delivery.planning.report import PlannedStack, Refusal, UnplannedStack
from ops.delivery.planning.text import counts
from ops.delivery.releases.inputs import reviewable_inputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from ops.engine.terraform.narrator import Narrator
from ops.engine.terraform.runner import Listener

Planned = PlannedStack | UnplannedStack


def plan_on_top(
    workspace: Workspace, *, plans: Path, commit: str, steps: Steps
) -> tuple[list[Planned], Refusal | None]:
    """Plan and apply each stack in its order; after a failure the remaining stacks are not planned.

    `plans` is a folder for the plan files.
    """
    planned: list[Planned] = []
    refusal: Refusal | None = None
    for stack in workspace.stacks:
        if refusal:
            planned.append(UnplannedStack(name=stack.name, reason=f"{refusal.stack} failed before it"))
            continue
        with steps.step(f"head {stack.name}") as step:
            found, refusal = _plan_and_apply(
                workspace, stack, plans=plans, commit=commit, listener=Narrator(step)
            )
            step.result = _summary(found, refusal)
        planned.append(found)
    return planned, refusal


def _plan_and_apply(
    workspace: Workspace, stack: Stack, *, plans: Path, commit: str, listener: Listener
) -> tuple[Planned, Refusal | None]:
    inputs = reviewable_inputs(workspace.stacks, last=None)
    try:
        report = plan_environment(workspace, [stack], inputs=inputs, commit=commit, save=plans)
    except TerraformInterruptedError:
        raise
    except TerraformError as error:
        return UnplannedStack(name=stack.name, reason=error.what), Refusal(
            stack=stack.name, reason=error.what
        )
    (found,) = report.stacks
    if isinstance(found, UnplannedStack):
        return found, None
    # A fingerprint must come from the real state: a deployment would accept this one as reviewed.
    found = replace(found, fingerprint="")
    if found.changes.empty:
        return found, None
    try:
        terraform = workspace.terraform(stack, inputs, listener=listener)
        terraform.apply(plans / f"{stack.name}.tfplan")
    except TerraformInterruptedError:
        raise
    except TerraformError as error:
        return found, Refusal(stack=stack.name, reason=error.what)
    return found, None


def _summary(found: Planned, refusal: Refusal | None) -> str:
    if refusal:
        return "failed"
    if isinstance(found, UnplannedStack):
        return "cannot be planned"
    return counts(found.changes.count) if found.changes.planned or found.changes.empty else "outputs change"
