"""The summary on the terminal that `rehearse up` and `rehearse status` print."""

import json
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rehearsal.common.home import Home
from rehearsal.session.report import RehearsalReport


def print_report(console: Console, report: RehearsalReport, *, home: Home) -> None:
    """Print resources, outputs and where the state is."""
    if not report.running:
        console.print(f"[bold]{report.environment}[/]: the state store is stopped; `rehearse env` starts it.")
        return
    console.print(_resources(report))
    if any(stack.outputs for stack in report.stacks):
        console.print(_outputs(report))
    console.print(_places(report, home))


def _resources(report: RehearsalReport) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.add_column("Stack", style="bold", no_wrap=True)
    table.add_column("Resources", justify="right")
    table.add_column("Types")
    for stack in report.stacks:
        types = ", ".join(
            kind if count == 1 else f"{kind} ×{count}" for kind, count in sorted(stack.resources.items())
        )
        table.add_row(stack.name, str(sum(stack.resources.values())), types or "[dim]not applied[/]")
    return table


def _outputs(report: RehearsalReport) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Output", no_wrap=True)
    table.add_column("Value", overflow="ellipsis", no_wrap=True, ratio=1)
    for stack in report.stacks:
        for name, value in sorted(stack.outputs.items()):
            table.add_row(f"[dim]{stack.name}.[/]{name}", Text(_shown(value)))
    return table


def _places(report: RehearsalReport, home: Home) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    store = report.store
    table.add_row(
        "[bold]State[/]", Text(f"{store.address}/{store.container}/{report.environment}/", style="dim")
    )
    table.add_row("[bold]Logs[/]", Text(f"{home.latest_logs}, {home.logs}", style="dim"))
    for stack in report.stacks:
        if stack.locked_by:
            table.add_row("[bold red]Locked[/]", f"{stack.name} by {stack.locked_by}")
    return table


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.replace("\n", " ")
