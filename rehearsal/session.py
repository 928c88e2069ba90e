"""A rehearsal from `up` to `down`, as plain functions. Applying is done by the code that deploys for real."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ops.clients.git.commit import current_commit
from ops.common.errors import ExitCode, UserError
from ops.common.progress import Steps
from ops.delivery.deployment.deploy import Deployer
from ops.delivery.deployment.destroy import Demolition
from ops.delivery.planning.environment import plan_environment
from ops.delivery.planning.report import PlanReport
from ops.delivery.releases.lease import Holder
from ops.engine.synthesis.stacks import read_stacks
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from rehearsal import record, state_store
from rehearsal.home import Home
from rehearsal.setup import Rehearsal, prepare, resume
from rehearsal.state_report import Report, read_report
from rehearsal.state_store import StateStoreError
from rehearsal.variables import shell_exports

DEFAULT_ENVIRONMENT: Final = "production"


class NotRehearsedError(UserError):
    """A command needs a rehearsal, and there is none."""

    def __init__(self, home: Home) -> None:
        super().__init__(
            "nothing is rehearsed here", where=str(home.root), remedy="run `rehearse up` (or `make rehearse`)"
        )


class NotSettledError(UserError):
    """A plan right after the apply still wants changes: the stacks or the stand-in providers are wrong."""


class StoppedError(UserError):
    """The person stopped the command, with Ctrl-C or a signal."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, *, remedy: str = "`rehearse up` goes on from here") -> None:
        super().__init__("stopped. Nothing is left running", remedy=remedy)


def up(home: Home, *, environment: str, steps: Steps) -> Report:
    """Synthesize, apply every stack in order, and plan again to see that nothing is left to change.

    Whatever stops it with Ctrl-C, no process and no lock stays behind. After an error the state store keeps
    running, so that `rehearse env` leads to what is there.
    """
    _require_same_environment(home, environment)
    with _stop_store_on_interrupt(home), full_disk_is_named(home):
        rehearsal = prepare(home, environment=environment, steps=steps)
        _apply(rehearsal, steps=steps)
        _require_settled(rehearsal, steps=steps)
    return _report(rehearsal)


def status(home: Home) -> Report:
    """Return what is rehearsed here and how it stands, without changing anything."""
    found = record.load(home)
    if found is None:
        raise NotRehearsedError(home)
    return read_report(found.store(home), read_stacks(home.synthesized), environment=found.environment)


def exports(home: Home, *, environment: str, steps: Steps) -> str:
    """Return the shell commands for working by hand.

    Sets up what is missing (stacks, mirror, state store) and applies nothing: the first deployment, too, can
    be done by hand.
    """
    found = record.load(home)
    with _stop_store_on_interrupt(home), full_disk_is_named(home):
        rehearsal = resume(home, found) if found else prepare(home, environment=environment, steps=steps)
    return shell_exports(
        home,
        store=rehearsal.store,
        inputs=rehearsal.inputs,
        engine=rehearsal.workspace.engine,
        environment=rehearsal.workspace.environment,
    )


def down(home: Home, *, discard: bool, steps: Steps) -> bool:
    """Destroy the stacks in reverse order and stop the state store; say whether there was anything.

    `discard` throws states and simulated cloud away instead, for a rehearsal that cannot be destroyed.
    """
    found = record.load(home)
    if found is None:
        return False
    with _stop_store_on_interrupt(home), full_disk_is_named(home):
        if not discard:
            _destroy(resume(home, found), steps=steps)
    with steps.step("State store") as step:
        (record.load(home) or found).process.stop()
        step.result = "stopped; no process is left"
    if discard:
        with steps.step("Discarded") as step:
            shutil.rmtree(home.state, ignore_errors=True)
            for file in home.root.glob(f"{home.cloud.name}*"):
                file.unlink()
            step.result = "states and simulated cloud are deleted"
    record.forget(home)
    return True


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
        ).deploy(workspace.stacks, inputs=rehearsal.inputs.release, commit=current_commit())


def _require_settled(rehearsal: Rehearsal, *, steps: Steps) -> None:
    with steps.step("Second plan") as step:
        workspace = rehearsal.workspace
        report = plan_environment(
            workspace, workspace.stacks, inputs=rehearsal.inputs.release, commit=current_commit()
        )
        if report.unplanned or any(not stack.changes.empty for stack in report.planned):
            raise _not_settled(rehearsal.home, report)
        step.result = f"no changes in {len(report.stacks)} stacks"


def _not_settled(home: Home, report: PlanReport) -> NotSettledError:
    left = [
        f"{change.action} {stack.name}: {change.address}"
        for stack in report.planned
        for change in stack.changes.planned
    ]
    left += [f"{stack.name}: output {name}" for stack in report.planned for name in stack.changes.outputs]
    left += [f"{stack.name}: {stack.reason}" for stack in report.unplanned]
    return NotSettledError(
        "a second plan is not empty: " + "; ".join(left),
        where=str(home.logs),
        remedy='see the difference with: eval "$(rehearse env)" && cdktf diff '
        + next(stack.name for stack in report.planned if not stack.changes.empty),
    )


def _destroy(rehearsal: Rehearsal, *, steps: Steps) -> None:
    workspace = rehearsal.workspace
    with workspace.container() as container:
        demolition = Demolition(
            workspace=workspace, container=container, inputs=rehearsal.inputs.release, steps=steps
        )
        for stack in demolition.order:
            demolition.destroy(stack)


def _report(rehearsal: Rehearsal) -> Report:
    workspace = rehearsal.workspace
    return read_report(rehearsal.store, workspace.stacks, environment=workspace.environment)


@contextmanager
def full_disk_is_named(home: Home) -> Iterator[None]:
    """Say that the disk is full where that is why a step failed: Terraform only sees a store that refuses."""
    try:
        yield
    except (TerraformError, StateStoreError) as error:
        if not isinstance(error, TerraformInterruptedError):
            state_store.require_space(home.root, needed=state_store.NEEDED_BYTES, because=error)
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise state_store.no_space(home.root, str(error)) from error
        raise


def _require_same_environment(home: Home, environment: str) -> None:
    found = record.load(home)
    if found and found.environment != environment:
        raise UserError(
            f"'{found.environment}' is rehearsed here, so '{environment}' cannot be",
            where=str(home.root),
            remedy="run `rehearse down` first, or set REHEARSAL_HOME to another folder",
        )


@contextmanager
def _stop_store_on_interrupt(home: Home) -> Iterator[None]:
    """Leave no process behind when a command is stopped; the next one starts the store again."""
    try:
        yield
    except (KeyboardInterrupt, TerraformInterruptedError) as error:
        found = record.load(home)
        if found:
            found.process.stop()
        raise StoppedError from error
