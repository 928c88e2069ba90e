"""A rehearsal from nothing to an empty second plan. The code that deploys for real applies the stacks."""

from pathlib import Path

from ops.clients.git.repository import current_commit
from ops.common.errors import UserError
from ops.common.progress import Steps
from ops.delivery.deployment.deploy import Deployer
from ops.delivery.planning.environment import plan_environment
from ops.delivery.planning.report import PlanReport
from ops.delivery.releases.lease import Holder
from ops.delivery.releases.source import current_source
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from rehearsal.common.home import Home
from rehearsal.session import record, rehearsed
from rehearsal.session.failures import report_full_disk, stop_store_on_interrupt
from rehearsal.session.report import RehearsalReport, read_report
from rehearsal.session.setup import Rehearsal, prepare


def up(home: Home, *, environment: str, steps: Steps) -> RehearsalReport:
    """Synthesize, apply every stack in order, and plan again to see that nothing is left to change.

    What was rehearsed last and is still the same is only planned.

    After Ctrl-C, no process and no lock stays behind. After an error the state store keeps running, so that
    `rehearse env` leads to what is there.
    """
    _require_same_environment(home, environment)
    with stop_store_on_interrupt(home), report_full_disk(home):
        rehearsal = prepare(home, environment=environment, steps=steps)
        if not (rehearsed.is_same(rehearsal) and _is_unchanged(rehearsal, steps=steps)):
            rehearsed.forget(home)
            _apply(rehearsal, steps=steps)
            _require_empty_plan(rehearsal, steps=steps)
            rehearsed.remember(rehearsal)
    return read_report(rehearsal.store, rehearsal.workspace.stacks, environment=environment)


def _require_same_environment(home: Home, environment: str) -> None:
    found = record.load(home)
    if found and found.environment != environment:
        raise UserError(
            f"'{found.environment}' is rehearsed here, so '{environment}' cannot be",
            where=str(home.root),
            remedy="rehearse it beside this one: "
            f"`rehearse up --environment {environment} --name {environment}`; "
            f"or run `{home.command('rehearse down')}` first",
        )


def _apply(rehearsal: Rehearsal, *, steps: Steps) -> None:
    """Release as `ops deploy` does, with its lease and its record; there is no public URL to check."""
    workspace = rehearsal.workspace
    with workspace.container() as container:
        Deployer(
            workspace=workspace,
            container=container,
            holder=Holder.here(command="rehearse up"),
            steps=steps,
            rolls_back=False,
        ).deploy(workspace.stacks, inputs=rehearsal.inputs.release, source=current_source())


def _is_unchanged(rehearsal: Rehearsal, *, steps: Steps) -> bool:
    """Plan all stacks; return whether nothing is to change. What makes a plan fail is left to the apply."""
    with steps.step("Plan") as step:
        try:
            report = _plan(rehearsal)
        except TerraformInterruptedError:
            raise
        except TerraformError:
            step.result = "not possible before the apply"
            return False
        if _is_empty(report):
            step.result = f"no changes in {len(report.stacks)} stacks since the last rehearsal"
            return True
        step.result = "the cloud, the states or the inputs have changed"
        return False


def _require_empty_plan(rehearsal: Rehearsal, *, steps: Steps) -> None:
    """Raise UserError for changes right after the apply: the stacks or the simulated providers are wrong."""
    with steps.step("Second plan") as step:
        report = _plan(rehearsal)
        if not _is_empty(report):
            raise _not_empty(rehearsal.home, rehearsal.workspace.logs, report)
        step.result = f"no changes in {len(report.stacks)} stacks"


def _plan(rehearsal: Rehearsal) -> PlanReport:
    workspace = rehearsal.workspace
    return plan_environment(
        workspace, workspace.stacks, inputs=rehearsal.inputs.release, commit=current_commit()
    )


def _is_empty(report: PlanReport) -> bool:
    return not report.unplanned and all(stack.changes.empty for stack in report.planned)


def _not_empty(home: Home, logs: Path, report: PlanReport) -> UserError:
    left = [
        f"{change.action} {stack.name}: {change.address}"
        for stack in report.planned
        for change in stack.changes.planned
    ]
    left += [f"{stack.name}: output {name}" for stack in report.planned for name in stack.changes.outputs]
    left += [f"{stack.name}: {stack.reason}" for stack in report.unplanned]
    changed = [stack.name for stack in report.planned if not stack.changes.empty]
    diff = f"cdktf diff {changed[0]}" if changed else f"cdktf diff {report.unplanned[0].name}"
    enter = f'eval "$({home.command("rehearse env")})"'
    return UserError(
        "a second plan is not empty: " + "; ".join(left),
        where=str(logs),
        remedy=f"see the difference with: {enter} && {diff}",
    )
