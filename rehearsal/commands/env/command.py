"""The command `rehearse env`."""

import os
from typing import Annotated

import typer
from rich.console import Console

from ops.common.options import DEFAULT_ENVIRONMENT, Environment
from ops.common.progress import Steps
from rehearsal.common.home import Home, rehearsal_home
from rehearsal.common.options import RehearsalName
from rehearsal.session import leaving, record
from rehearsal.session.exclusive import exclusive
from rehearsal.session.failures import report_full_disk, stop_store_on_interrupt
from rehearsal.session.setup import prepare, resume
from rehearsal.session.variables import shell_exports


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(env)


def env(
    *,
    name: RehearsalName = None,
    environment: Environment = DEFAULT_ENVIRONMENT,
    unset: Annotated[
        bool, typer.Option("--unset", help="Print what gives a shell its own variables again.")
    ] = False,
) -> None:
    """Print shell exports for manual work: eval "$(rehearse env)", then cdktf or terraform.

    Applies nothing. Secrets that you set are exported by reference, never by value. `rehearse down` in that
    shell also gives it its own variables again, as `eval "$(rehearse env --unset)"` does.
    """
    if unset:
        _print_restoring()
        return
    home = rehearsal_home(name)
    with exclusive(home, command="env"):
        text = _exports(home, environment=environment, steps=Steps(Console(stderr=True)))
    typer.echo(text)


def _print_restoring() -> None:
    lines = leaving.restore(os.environ)
    if lines:
        typer.echo(lines)
    else:
        typer.echo("this shell has no variables of a rehearsal", err=True)


def _exports(home: Home, *, environment: str, steps: Steps) -> str:
    """Return the exports. Stacks, mirror and state store are set up where they are missing."""
    found = record.load(home)
    with stop_store_on_interrupt(home), report_full_disk(home):
        rehearsal = resume(home, found) if found else prepare(home, environment=environment, steps=steps)
    return shell_exports(
        home,
        store=rehearsal.store,
        inputs=rehearsal.inputs,
        engine=rehearsal.workspace.engine,
        environment=rehearsal.workspace.environment,
    )
