"""The command `rehearse up`."""

from collections.abc import Sequence

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.common.options import DEFAULT_ENVIRONMENT, Environment
from ops.common.progress import Step, Steps
from rehearsal.commands.up import up as rehearsing
from rehearsal.common.home import rehearsal_home
from rehearsal.session.exclusive import exclusive
from rehearsal.session.terminal import print_report


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(up)


def up(environment: Environment = DEFAULT_ENVIRONMENT) -> None:
    """Apply foundation, addons and app to the simulated cloud; check that a second plan is empty.

    Safe to run again. Secrets that are not set (DATABASE_URL, …) get generated values.
    """
    home = rehearsal_home()
    console = Console()
    steps = Steps(console)
    console.print(f"\n[bold]Rehearsing {environment}[/]  [dim]real engine, simulated cloud, offline[/]\n")
    with exclusive(home, command="up"):
        report = rehearsing.up(home, environment=environment, steps=steps)
    print_report(console, report, home=home)
    _print_next_commands(console, steps.done)


def _print_next_commands(console: Console, steps: Sequence[Step]) -> None:
    total = sum(step.seconds for step in steps)
    console.print(f"\n[green bold]Rehearsed in {total:.0f} s.[/] Offline: no account, no cost. Now try:\n")
    table = Table.grid(padding=(0, 3, 0, 2))
    for command, purpose in (
        ('eval "$(.venv/bin/rehearse env)"', "use the rehearsal in this shell"),
        ("cdktf diff app", "then: plan a deployment"),
        ("cdktf deploy foundation app --auto-approve", "release with the CDKTF CLI"),
        ("rehearse cloud ls", "list the simulated resources"),
        ("make rehearse-down", "destroy everything"),
    ):
        table.add_row(Text(command, style="cyan"), purpose)
    console.print(table)
