"""The summary on the terminal that `rehearse up` and `rehearse status` print."""

import json
from collections.abc import Iterator
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.common.visible_text import visible_line
from rehearsal.common.home import Home
from rehearsal.session.report import RehearsalReport


def print_report(console: Console, report: RehearsalReport, *, home: Home) -> None:
    """Print resources, outputs and where the state is."""
    if not report.running:
        console.print(
            f"[bold]{report.environment}[/]: the state store is stopped; "
            f"`{home.command('rehearse env')}` starts it.",
            soft_wrap=True,
        )
        return
    console.print(_resources(report))
    for line in (*_outputs(report), Text(), *_places(report, home)):
        console.print(line, soft_wrap=True)


def report_document(report: RehearsalReport, *, home: Home) -> dict[str, Any]:
    """Return a rehearsal for `--json`."""
    return {
        "name": home.name,
        "folder": str(home.root),
        "environment": report.environment,
        "running": report.running,
        "stacks": [
            {
                "name": stack.name,
                "resources": dict(stack.resources),
                "outputs": dict(stack.outputs),
                "state": stack.state,
                "locked_by": stack.locked_by,
            }
            for stack in report.stacks
        ],
    }


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


def _outputs(report: RehearsalReport) -> Iterator[Text]:
    """Yield a line for each output. No value is cut or folded: commands take them."""
    named = [
        (f"{stack.name}.{name}", _shown(value))
        for stack in report.stacks
        for name, value in sorted(stack.outputs.items())
    ]
    width = max((len(name) for name, _ in named), default=0)
    for name, value in named:
        stack, _, output = name.partition(".")
        yield Text.assemble(
            (f"{stack}.", "dim"), f"{output:<{width - len(stack) - 1}}  ", visible_line(value)
        )


def _places(report: RehearsalReport, home: Home) -> Iterator[Text]:
    store = report.store
    state = f"{store.address}/{store.container}/{report.environment}/"
    for name, value in (
        ("Rehearsal", f"{home.name or home.root}"),
        ("State", state),
        ("Logs", f"{home.latest_logs}, {home.logs}"),
    ):
        yield Text.assemble((f"{name:<11}", "bold"), (value, "dim"))
    for stack in report.stacks:
        if stack.locked_by:
            yield Text.assemble(
                (f"{'Locked':<11}", "bold red"), visible_line(f"{stack.name} by {stack.locked_by}")
            )


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.replace("\n", " ")
