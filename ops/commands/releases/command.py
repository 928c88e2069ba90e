"""`ops releases` and `ops unlock`."""

from itertools import islice
from typing import Annotated, Any, Final

import typer

from contract.stacks import StackName
from ops.commands.releases.table import BROKEN, ReleaseTable
from ops.common.confirmation import confirm
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, Yes
from ops.common.output import CommandOutput, emit
from ops.delivery.releases.lease import break_deployment_lease, find_holder
from ops.delivery.releases.release import BrokenRelease, Release
from ops.delivery.releases.state_locks import StateLock, break_state_lease, state_locks, unlock_command
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.releases.targets import RollbackTargets
from ops.delivery.workspace import open_state

_UNASKED: Final = "if that run is dead, give --yes"


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.command()(releases)
    app.command()(unlock)


def releases(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    most: Annotated[int, typer.Option(help="Number of releases, newest first.", min=1)] = 20,
    details: Annotated[
        bool, typer.Option("--details", help="Show notes whole, with the author of each release.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the releases: when, by whom, and how each ended.

    Times are local; in JSON they are UTC.
    """
    with open_state(environment=environment) as container:
        store = ReleaseStore(container, environment=environment)
        found = list(islice(store.records(), most))
        live = RollbackTargets(store).live()
    emit(
        CommandOutput(
            document=[_document(release) for release in found],
            view=[
                ReleaseTable(found=found, live=live.id if live else None, details=details)
                if found
                else f"Nothing has been released to {environment} yet."
            ],
        ),
        as_json=as_json,
    )


def unlock(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    state: Annotated[
        StackName | None,
        typer.Option(
            help="Break the lease of this stack's state, if it has no lock record.", metavar="STACK"
        ),
    ] = None,
    yes: Yes = False,
) -> None:
    """Break the deployment lock of a dead run, and list the states that are still locked.

    Names the holder, since when and with which command, and asks. A lock with a record is left to
    `ops state unlock`; its command is printed. A state's lease without such a record is broken with --state.

    Exit codes: 0 broken, or nobody held it; 2 not confirmed, or another run holds it by now.
    """
    with open_state(environment=environment) as container:
        if state:
            question = f"Is whatever leased the state of {state} in '{environment}' dead for sure?"
            confirm(question, yes=yes, remedy=_UNASKED)
            break_state_lease(container, environment=environment, stack=state)
            typer.echo(f"{environment}: the lease of the state of {state} is broken.")
            return
        holder = find_holder(container, environment=environment)
        if holder:
            typer.echo(
                f"{environment}: the lock is held by {holder.who} since {holder.since} ({holder.command}).",
                err=True,
            )
            confirm("Is that run dead for sure?", yes=yes, remedy=_UNASKED)
            break_deployment_lease(container, environment=environment, expected=holder)
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
        f"The state of {lock.stack} is leased without a lock record; if nothing works on it: "
        f"ops unlock --environment {environment} --state {lock.stack}"
    )


def _document(release: Release | BrokenRelease) -> dict[str, Any]:
    if isinstance(release, BrokenRelease):
        return {"id": release.id, "outcome": BROKEN, "reason": release.problem}
    return release.model_dump(mode="json")
