"""The command `rehearse up`."""

from collections.abc import Sequence
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.text import Text

from ops.clients.git.repository import current_commit
from ops.common.html_page import write_page
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, ReportFile
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Step, Steps
from rehearsal.commands.up import up as rehearsing
from rehearsal.common.home import Home, rehearsal_home
from rehearsal.common.options import RehearsalName
from rehearsal.session.exclusive import exclusive
from rehearsal.session.page import rehearsal_page
from rehearsal.session.terminal import print_report, report_document


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(up)


def up(
    *,
    name: RehearsalName = None,
    environment: Environment = DEFAULT_ENVIRONMENT,
    page: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """Apply foundation, addons and app to the simulated cloud; check that a second plan is empty.

    Safe to run again. Secrets that are not set (DATABASE_URL, …) get generated values.
    """
    home = rehearsal_home(name)
    console = progress_console(as_json=as_json)
    steps = Steps(console)
    console.print(f"\n[bold]Rehearsing {environment}[/]  [dim]real engine, simulated cloud, offline[/]\n")
    with exclusive(home, command="up"):
        report = rehearsing.up(home, environment=environment, steps=steps)
    if page:
        write_page(page, rehearsal_page(report, steps.done, commit=current_commit(), at=datetime.now(UTC)))
    if as_json:
        document = {**report_document(report, home=home), "steps": steps.document()}
        emit(CommandOutput(document=document), as_json=True)
        return
    print_report(console, report, home=home)
    _print_next_commands(console, steps.done, home=home)


def _print_next_commands(console: Console, steps: Sequence[Step], *, home: Home) -> None:
    total = sum(step.seconds for step in steps)
    console.print(f"\n[green bold]Rehearsed in {total:.0f} s.[/] Offline: no account, no cost. Now try:\n")
    steps_to_try = (
        (f'eval "$({home.command(".venv/bin/rehearse env")})"', "use the rehearsal in this shell"),
        ("cdktf diff app", "then: plan a deployment"),
        ("cdktf deploy foundation app --auto-approve", "release with the CDKTF CLI"),
        (home.command("rehearse cloud ls"), "list the simulated resources"),
        (home.command("rehearse down"), "destroy everything, and leave the rehearsal in this shell"),
    )
    width = max(len(command) for command, _ in steps_to_try)
    for command, purpose in steps_to_try:
        # Never folded, so that a line can be pasted whole.
        line = Text.assemble("  ", (f"{command:<{width}}", "cyan"), f"  # {purpose}")
        console.print(line, soft_wrap=True)
