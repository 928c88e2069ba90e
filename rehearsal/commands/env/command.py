"""The command `rehearse env`."""

import typer
from rich.console import Console

from ops.common.options import DEFAULT_ENVIRONMENT, Environment
from ops.common.progress import Steps
from rehearsal.common.home import Home, rehearsal_home
from rehearsal.session import record
from rehearsal.session.exclusive import exclusive
from rehearsal.session.failures import report_full_disk, stop_store_on_interrupt
from rehearsal.session.setup import prepare, resume
from rehearsal.session.variables import shell_exports


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(env)


def env(environment: Environment = DEFAULT_ENVIRONMENT) -> None:
    """Print shell exports for manual work: eval "$(rehearse env)", then cdktf or terraform.

    Applies nothing. Secrets that you set are exported by reference, never by value.
    """
    home = rehearsal_home()
    with exclusive(home, command="env"):
        text = _exports(home, environment=environment, steps=Steps(Console(stderr=True)))
    typer.echo(text)


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
