"""The command `rehearse down`."""

import os
import shutil
from typing import Annotated

import typer

from ops.common.errors import UserError
from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.delivery.deployment.destroy import StackDestroyer
from rehearsal.common.home import Home, rehearsal_home
from rehearsal.common.options import RehearsalName
from rehearsal.provider.fork_client import stop_fork_servers
from rehearsal.session import record, rehearsed
from rehearsal.session.exclusive import exclusive
from rehearsal.session.failures import report_full_disk, stop_store_on_interrupt
from rehearsal.session.leaving import reminder
from rehearsal.session.setup import Rehearsal, resume
from rehearsal.session.stop import stop_processes
from rehearsal.state_store.background import processes_with_argument


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(down)


def down(
    *,
    name: RehearsalName = None,
    discard: Annotated[
        bool,
        typer.Option("--discard", help="Delete the states and the simulated cloud; destroy nothing first."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Destroy app, addons and foundation in that order, and stop the state store."""
    home = rehearsal_home(name)
    console = progress_console(as_json=as_json)
    steps = Steps(console)
    with exclusive(home, command="down"):
        found = _down(home, discard=discard, steps=steps)
    if not found:
        console.print(f"Nothing is rehearsed in {home.root}.")
    if left := reminder(home, os.environ):
        console.print(f"\n{left}", soft_wrap=True, markup=False)
    if as_json:
        document = {"name": home.name, "folder": str(home.root), "found": found, "steps": steps.document()}
        emit(CommandOutput(document=document), as_json=True)


def _down(home: Home, *, discard: bool, steps: Steps) -> bool:
    """Return whether there was a rehearsal. `discard` is for one that cannot be destroyed."""
    try:
        found = record.load(home)
    except UserError:
        if not discard:
            raise
        _discard_damaged(home, steps=steps)
        return True
    if found is None:
        return False
    rehearsed.forget(home)
    with stop_store_on_interrupt(home), report_full_disk(home):
        if not discard:
            _destroy(resume(home, found), steps=steps)
    with steps.step("State store") as step:
        stop_processes(home)
        step.result = "stopped; no process is left"
    if discard:
        _discard(home, steps=steps)
    record.forget(home)
    return True


def _discard(home: Home, *, steps: Steps) -> None:
    rehearsed.forget(home)
    with steps.step("Discarded") as step:
        shutil.rmtree(home.state, ignore_errors=True)
        for file in home.root.glob(f"{home.cloud.name}*"):
            file.unlink()
        step.result = "states and simulated cloud are deleted"


def _discard_damaged(home: Home, *, steps: Steps) -> None:
    """Discard a rehearsal whose record is damaged: its state store is found by its arguments."""
    with steps.step("State store") as step:
        for process in processes_with_argument(str(home.state)):
            process.stop()
        stop_fork_servers(home.root)
        step.result = "stopped; no process is left"
    _discard(home, steps=steps)
    record.forget(home)


def _destroy(rehearsal: Rehearsal, *, steps: Steps) -> None:
    workspace = rehearsal.workspace
    with workspace.container() as container:
        demolition = StackDestroyer(
            workspace=workspace, container=container, inputs=rehearsal.inputs.release, steps=steps
        )
        for stack in demolition.order:
            demolition.destroy(stack)
