"""The command `rehearse status`."""

import typer
from rich.console import Console

from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit
from ops.engine.synthesis.stacks import read_stacks
from rehearsal.common.home import rehearsal_home
from rehearsal.common.options import RehearsalName
from rehearsal.session import record
from rehearsal.session.report import read_report
from rehearsal.session.terminal import print_report, report_document


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(status)


def status(*, name: RehearsalName = None, as_json: AsJson = False) -> None:
    """Show a rehearsal: resources, outputs, state, locks. Read-only."""
    home = rehearsal_home(name)
    found = record.load(home)
    if found is None:
        raise record.not_rehearsed(home)
    report = read_report(found.store(home), read_stacks(home.synthesized), environment=found.environment)
    if as_json:
        emit(CommandOutput(document=report_document(report, home=home)), as_json=True)
        return
    print_report(Console(), report, home=home)
