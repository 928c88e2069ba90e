"""`ops releases` and `ops unlock`."""

from itertools import islice
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, Yes
from ops.common.output import CommandOutput, emit
from ops.delivery.releases.images import short
from ops.delivery.releases.lease import break_deployment_lease
from ops.delivery.releases.release import BrokenRelease, Outcome, Release
from ops.delivery.releases.source import shown
from ops.delivery.releases.state_locks import StateLock, break_state_lease, state_locks, unlock_command
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.workspace import open_state

_STYLES = {Outcome.PASSED: "green", Outcome.FAILED: "bold red", Outcome.RUNNING: "yellow"}


_BROKEN = "broken"


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.command()(releases)
    app.command()(unlock)


def releases(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    most: Annotated[int, typer.Option(help="Number of releases, newest first.", min=1)] = 20,
    as_json: AsJson = False,
) -> None:
    """List the releases: when, by whom, and how each ended."""
    with open_state(environment=environment) as container:
        found = list(islice(ReleaseStore(container, environment=environment).records(), most))
    emit(
        CommandOutput(
            document=[_document(release) for release in found],
            view=[_table(found) if found else f"Nothing has been released to {environment} yet."],
        ),
        as_json=as_json,
    )


def unlock(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    state: Annotated[
        str | None,
        typer.Option(
            help="Break the lease of this stack's state, if Terraform has no record of it.", metavar="STACK"
        ),
    ] = None,
    yes: Yes = False,
) -> None:
    """Break the deployment lock of a dead run, and list the states that are still locked.

    A lock that Terraform recorded is left to `ops state unlock`; its command is printed. A state's lease
    without such a record is broken with --state.
    """
    subject = f"state lease of '{state}' in" if state else "deployment of"
    with open_state(environment=environment) as container:
        if not yes:
            typer.confirm(f"Are you sure that the {subject} '{environment}' is dead?", abort=True, err=True)
        if state:
            break_state_lease(container, environment=environment, stack=state)
            typer.echo(f"{environment}: the lease of the state of {state} is broken.")
            return
        holder = break_deployment_lease(container, environment=environment)
        locks = state_locks(container, environment=environment)
    if holder:
        typer.echo(f"{environment}: the lock of {holder.who}, held since {holder.since}, is broken.")
    else:
        typer.echo(f"{environment}: no deployment held the lock.")
    for lock in locks:
        typer.echo(_still_locked(lock, environment=environment))


def _still_locked(lock: StateLock, *, environment: str) -> str:
    if lock.lock_id:
        return (
            f"The state of {lock.stack} is locked by {lock.who} since {lock.since}; "
            f"{unlock_command(lock, environment=environment)}"
        )
    return (
        f"The state of {lock.stack} is leased without Terraform's lock record; if nothing works on it: "
        f"ops unlock --environment {environment} --state {lock.stack}"
    )


def _document(release: Release | BrokenRelease) -> dict[str, Any]:
    if isinstance(release, BrokenRelease):
        return {"id": release.id, "outcome": _BROKEN, "reason": release.problem}
    return release.model_dump(mode="json")


def _table(found: list[Release | BrokenRelease]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Release", "Outcome", "Images", "By", "Note"):
        table.add_column(column, overflow="fold")
    for release in found:
        if isinstance(release, BrokenRelease):
            note = f"the record cannot be read: {release.problem}"
            table.add_row(Text(release.id), Text(_BROKEN, style="bold red"), "", "", Text(note))
            continue
        images = "\n".join(short(image) for image in release.images.values())
        table.add_row(
            Text(release.id),
            Text(release.outcome, style=_STYLES[release.outcome]),
            Text(images),
            Text(release.by),
            Text(_note(release)),
        )
    return table


def _note(release: Release) -> str:
    undoes = f"undoes {release.rolls_back}. " if release.rolls_back else ""
    edited = f"Uncommitted changes: {shown(release.uncommitted)}. " if release.uncommitted else ""
    return f"{undoes}{edited}{release.reason}"
