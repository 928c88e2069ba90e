"""`ops smoke`."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from ops.common.arguments import checked_address, checked_seconds
from ops.common.errors import ExitCode
from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit
from ops.delivery.smoke.checks import public_target
from ops.delivery.smoke.run import SmokeReport
from ops.delivery.smoke.run import smoke as run_smoke


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(smoke)


def smoke(
    url: Annotated[
        str,
        typer.Argument(help="Public URL, for instance https://todo.example.com.", callback=checked_address),
    ],
    *,
    seconds: Annotated[
        float, typer.Option(help="Time limit for all checks to pass.", min=0, callback=checked_seconds)
    ] = 60.0,
    as_json: AsJson = False,
) -> None:
    """Check a release: page in under 3 s, healthy backend, certificate, redirect to HTTPS.

    Exit code 0: all checks pass. 14: a check failed.
    """
    target = public_target(url)
    report = run_smoke(target, deadline_seconds=seconds)
    emit(
        CommandOutput(document={"passed": report.passed, **asdict(report)}, view=[_table(report)]),
        as_json=as_json,
    )
    if not report.passed:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _table(report: SmokeReport) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=report.url, title_justify="left")
    for column in ("Check", "Result", "Seen", "Tries"):
        table.add_column(column, overflow="fold")
    for result in report.results:
        verdict = Text("passed", style="green") if result.passed else Text("failed", style="bold red")
        table.add_row(result.name, verdict, Text(result.detail), str(result.attempts))
    return table
