"""The command `rehearse status`."""

import typer
from rich.console import Console

from ops.engine.synthesis.stacks import read_stacks
from rehearsal.common.home import rehearsal_home
from rehearsal.session import record
from rehearsal.session.report import read_report
from rehearsal.session.terminal import print_report


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(status)


def status() -> None:
    """Show the rehearsal in this folder: resources, outputs, state, locks. Read-only."""
    home = rehearsal_home()
    found = record.load(home)
    if found is None:
        raise record.not_rehearsed(home)
    report = read_report(found.store(home), read_stacks(home.synthesized), environment=found.environment)
    print_report(Console(), report, home=home)
