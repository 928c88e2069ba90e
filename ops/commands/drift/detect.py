"""Looking at what stands in the cloud: nothing is written, and one stack's trouble hides no other stack."""

from collections.abc import Sequence
from typing import Final

from ops.clients.git.repository import current_commit
from ops.delivery.planning.environment import plan_environment
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from ops.delivery.releases.inputs import reviewable_inputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from ops.engine.terraform.runner import PlanOptions

# Nothing is written, not even the lock: a deployment that runs meanwhile is not held up.
_READ_ONLY: Final = PlanOptions(refresh_only=True, lock=False)


def look(workspace: Workspace, stacks: Sequence[Stack]) -> PlanReport:
    """Return refresh-only plans of all stacks at once; one by one where that fails.

    A stack that cannot be refreshed is then reported with the reason. Raises TerraformError when that goes
    for all of them.
    """
    try:
        return _plan(workspace, stacks)
    except TerraformInterruptedError:
        raise
    except TerraformError as error:
        if len(stacks) == 1:
            raise
        return _one_by_one(workspace, stacks, error)


def _one_by_one(workspace: Workspace, stacks: Sequence[Stack], first: TerraformError) -> PlanReport:
    seen: list[PlannedStack | UnplannedStack] = []
    for stack in stacks:
        try:
            seen += _plan(workspace, [stack]).stacks
        except TerraformInterruptedError:
            raise
        except TerraformError as error:
            seen.append(UnplannedStack(name=stack.name, reason=error.what))
    report = PlanReport(
        environment=workspace.environment,
        commit=current_commit(),
        stacks=seen,
        product=workspace.engine.product,
    )
    if not report.planned:
        raise first
    return report


def _plan(workspace: Workspace, stacks: Sequence[Stack]) -> PlanReport:
    return plan_environment(
        workspace,
        stacks,
        inputs=reviewable_inputs(workspace.stacks, last=None),
        commit=current_commit(),
        options=_READ_ONLY,
    )
