"""`ops state show`, `pull`, `push`, `unlock` and `discard`."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Final

import typer
from azure.storage.blob import ContainerClient
from rich import box
from rich.table import Table
from rich.text import Text

from contract.stacks import StackName
from ops.common.arguments import checked_input, checked_output, checked_text
from ops.common.confirmation import confirm
from ops.common.errors import UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, LockTimeout, Yes
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.private_files import open_private
from ops.common.progress import Steps
from ops.delivery.deployment.exclusive import exclusively
from ops.delivery.releases.lease import Holder, find_holder
from ops.delivery.releases.state_locks import (
    break_state_lease,
    break_state_lock,
    state_locks,
)
from ops.delivery.states.kept import KeptState, kept_states, release_own_lock, remove, set_aside
from ops.delivery.states.push import compare, listed, replace_damaged, write_state
from ops.delivery.states.report import StateReport, report_of
from ops.delivery.states.state_file import StateFile
from ops.delivery.states.stored import NoStateError, require_stored
from ops.delivery.states.whole import damages_of
from ops.delivery.workspace import open_state, open_workspace, runs_of

StackArgument = Annotated[StackName, typer.Argument(help="Stack.", metavar="STACK")]

_STANDARD_OUTPUT: Final = "-"
_state = typer.Typer(
    name="state",
    help="Show, save, write back and unlock the states; recover one that could not be written.",
    no_args_is_help=True,
)


def _new_file(param: typer.CallbackParam, value: str) -> str:
    if value == _STANDARD_OUTPUT:
        return value
    if Path(value).is_file():
        raise _exists(value)
    checked_output(param, Path(value))
    return value


def _exists(file: str) -> UserError:
    return UserError(
        "the file exists already; nothing was written", where=file, remedy="name a new file with --out"
    )


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.add_typer(_state)


@_state.command()
def show(
    stacks: Annotated[
        list[StackName] | None, typer.Argument(help="Stacks. Default: all.", metavar="[STACK]...")
    ] = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    as_json: AsJson = False,
) -> None:
    """Show serial, lineage, resources, size, time, versions and locks of each state. Read-only, no values."""
    with open_state(environment=environment) as container:
        chosen = [stack for stack in StackName if not stacks or stack in stacks]
        reports = [report_of(container, environment=environment, stack=stack) for stack in chosen]
        damages = damages_of(container, reports, environment=environment)
        kept = kept_states(container, environment=environment, home=runs_of(environment))
        holder = find_holder(container, environment=environment)
    emit(
        CommandOutput(
            document={
                "states": [report.document() for report in reports],
                "problems": list(damages.values()),
                "deployment_lock": f"{holder.who} since {holder.since} ({holder.command})"
                if holder
                else None,
                "not_written": [
                    {
                        "stack": one.stack,
                        "serial": one.file.serial,
                        "where": one.source,
                        "remedy": one.remedy(environment=environment),
                    }
                    for one in kept
                ],
            },
            view=[
                _table(reports, lost=damages),
                f"Deployment lock: {holder.who} since {holder.since} ({holder.command})"
                if holder
                else "Deployment lock: free",
                *(
                    Text(
                        f"Not written: {one.stack}, serial {one.file.serial}: {one.source}\n"
                        f"  remedy: {one.remedy(environment=environment)}",
                        style="yellow",
                    )
                    for one in kept
                ),
                *(Text(f"Problem: {damage}", style="bold red") for damage in damages.values()),
            ],
        ),
        as_json=as_json,
    )


@_state.command()
def pull(
    stack: StackArgument,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    out: Annotated[
        str,
        typer.Option(
            help="New file, readable by its owner only; `-` is standard output.",
            metavar="FILE",
            callback=_new_file,
        ),
    ],
    version: Annotated[
        str | None,
        typer.Option(help="Earlier version, from `ops state show`.", metavar="ID", callback=checked_text),
    ] = None,
) -> None:
    """Save a state as it is in the store, or an earlier version of it. It can contain secret values.

    Takes no lock and runs no Terraform, so that a damaged state can be saved as well.
    """
    with open_state(environment=environment) as container:
        found = require_stored(container, environment=environment, stack=stack, version=version)
    if out == _STANDARD_OUTPUT:
        sys.stdout.buffer.write(found.content)
        return
    try:
        with open_private(Path(out), exclusive=True) as file:
            file.write(found.content)
    except FileExistsError:
        raise _exists(out) from None
    typer.echo(f"{found.where}: {found.size} bytes saved in {out}, readable by you only.")


@_state.command()
def push(
    stack: StackArgument,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="State file. Default: the state of this stack that could not be written.",
            metavar="[FILE]",
            callback=checked_input,
        ),
    ] = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    force: Annotated[
        bool, typer.Option("--force", help="Write a file whose serial does not follow; says what is lost.")
    ] = False,
    lock_timeout: LockTimeout = "0s",
    yes: Yes = False,
) -> None:
    """Write a state file to the store: one that could not be written, or an earlier version.

    Refuses a file of another lineage, and one that is older than the state in the store; --force accepts the
    older one. Terraform writes it, under its lock and the deployment lock.

    Exit codes: 0 written; 2 refused, or not confirmed; 6 locked.
    """
    steps = Steps(progress_console(as_json=False))
    with open_state(environment=environment) as container:
        push_file = f"name a file: ops state push {stack} --environment {environment} FILE"
        kept = None if file else _kept(container, environment=environment, stack=stack, remedy=push_file)
        given = kept.file if kept else StateFile.read(_existing(file))
        source = kept.source if kept else str(file)
        comparison = compare(container, given, environment=environment, stack=stack)
        if comparison.same:
            typer.echo(f"{stack}: the store has this state already (serial {given.serial}).")
            if kept:
                remove(container, kept)
            return
        comparison.require_pushable(source=source, force=force)
        if not comparison.follows:
            question = f"{comparison.losses()} Write serial {given.serial} to the state of '{stack}'?"
            confirm(question, yes=yes, remedy="look at the files first; --yes writes without a question")
        workspace = open_workspace(environment=environment)
        holder = Holder.here(command="ops state push")
        with exclusively(workspace, container, holder=holder, steps=steps, with_kept_states=True):
            released = release_own_lock(container, kept, environment=environment) if kept else None
            if comparison.damaged:
                replace_damaged(container, given, environment=environment, stack=stack)
            else:
                write_state(
                    workspace,
                    workspace.stack(stack),
                    given,
                    force=not comparison.follows,
                    lock_timeout=lock_timeout,
                )
            if kept:
                remove(container, kept)
            after = require_stored(container, environment=environment, stack=stack).parsed()
    if released:
        typer.echo(f"{stack}: the lock that the failed run left was broken: {released.holder}.")
    before = comparison.stored.serial if comparison.stored else "none"
    typer.echo(f"{stack}: serial {after.serial} is in the store (before: {before}), from {source}.")
    if comparison.gained:
        typer.echo(f"{stack}: resources that the store did not have: {listed(comparison.gained)}.")


@_state.command()
def unlock(stack: StackArgument, *, environment: Environment = DEFAULT_ENVIRONMENT, yes: Yes = False) -> None:
    """Break the lock of a state whose run is dead. Says who holds it, since when and with what, and asks.

    Two runs on one state at a time lose resources: see docs/runbooks/break-a-lock.md.
    """
    with open_state(environment=environment) as container:
        locks = state_locks(container, environment=environment)
        lock = next((found for found in locks if found.stack == stack), None)
        if lock is None:
            typer.echo(f"{environment}: the state of {stack} is not locked.")
            return
        deployment = find_holder(container, environment=environment)
        running = (
            f" A deployment runs: {deployment.who} since {deployment.since} ({deployment.command})."
            if deployment and not deployment.dead
            else ""
        )
        typer.echo(f"{environment}: the state of {stack} is locked: {lock.holder}.{running}", err=True)
        confirm("Is that run dead for sure?", yes=yes, remedy="if it is dead, give --yes")
        if lock.lock_id:
            break_state_lock(container, lock, environment=environment)
        else:
            break_state_lease(container, environment=environment, stack=stack)
    typer.echo(f"{environment}: the state of {stack} is unlocked.")


@_state.command()
def discard(
    stack: StackArgument, *, environment: Environment = DEFAULT_ENVIRONMENT, yes: Yes = False
) -> None:
    """Set aside a state that could not be written and is not wanted: no command offers it any more."""
    with open_state(environment=environment) as container:
        kept = _kept(
            container,
            environment=environment,
            stack=stack,
            remedy=f"there is nothing to set aside; what waits: ops state show --environment {environment}",
        )
        only = kept.comparison.gained
        lost = f"Only this file knows {len(only)} resources: {listed(only)}. " if only else ""
        confirm(f"{lost}Set {kept.source} aside?", yes=yes, remedy="give --yes if it is not wanted")
        where = set_aside(container, kept)
    typer.echo(
        f"{stack}: set aside as {where}; it can contain secret values: delete it when you need it no more."
    )


def _kept(container: ContainerClient, *, environment: str, stack: str, remedy: str) -> KeptState:
    """Return the newest state of the stack that was not written; raise NoStateError."""
    found = [
        kept
        for kept in kept_states(container, environment=environment, home=runs_of(environment))
        if kept.stack == stack
    ]
    if not found:
        raise NoStateError(
            f"no state of {stack} waits to be written",
            where=f"{runs_of(environment)}, and {environment}/errored/ in the state container",
            remedy=remedy,
        )
    return found[-1]


def _existing(file: Path | None) -> Path:
    if file is None or not file.is_file():
        raise UserError("there is no such file", where=str(file), remedy="name a state file")
    return file


def _table(reports: list[StateReport], *, lost: Collection[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("State", "Serial", "Resources", "Size", "Written", "Lock"):
        table.add_column(column, overflow="fold")
    for report in reports:
        table.add_row(*(Text(cell) for cell in report.cells(lost=report.stack in lost)))
    return table
