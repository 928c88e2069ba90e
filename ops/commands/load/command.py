"""`ops load`."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.commands.load.cluster import AutoscalerReader
from ops.commands.load.generator import require_locust
from ops.commands.load.plan import Limits, LoadPlan
from ops.commands.load.record import Record
from ops.commands.load.run import run_load
from ops.commands.load.target import Target, load_target, require_answer, require_ownership
from ops.commands.load.verdict import Result, Verdict, evaluate
from ops.common.arguments import checked_folder, checked_number
from ops.common.confirmation import ask
from ops.common.errors import ExitCode
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit, show
from ops.common.progress import Steps
from ops.common.simulation import refuse_in_rehearsal
from ops.delivery.cluster_target import Context, Namespace, resolve
from ops.delivery.workspace import HOME_VARIABLE
from ops.engine.synthesis.stacks import PROJECT

_STYLES: Final = {
    Result.PASSED: "green",
    Result.FAILED: "bold red",
    Result.NOT_MEASURED: "yellow",
}
_PLAN: Final = LoadPlan()
_LIMITS: Final = Limits()


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(load)


def load(
    url: Annotated[str, typer.Argument(help="Public URL, for instance https://todo.example.com.")],
    *,
    yes_i_own: Annotated[
        str | None,
        typer.Option(
            help="Confirm without a prompt that you own this host, the one of the URL.", metavar="HOST"
        ),
    ] = None,
    users: Annotated[int, typer.Option(help="Concurrent users.", min=1, max=1000)] = _PLAN.users,
    ramp: Annotated[
        float,
        typer.Option(help="Seconds until all users are active.", min=0, max=600, callback=checked_number),
    ] = _PLAN.ramp,
    duration: Annotated[
        float,
        typer.Option(
            help="Seconds of the whole load, ramp included.", min=5, max=3600, callback=checked_number
        ),
    ] = _PLAN.duration,
    pause: Annotated[
        float,
        typer.Option(
            help="Average seconds between two steps of a user.", min=0.1, max=60, callback=checked_number
        ),
    ] = _PLAN.pause,
    sign_ups_per_minute: Annotated[
        int,
        typer.Option(
            help="Limit of sign-ups and sign-ins a minute; further users share accounts.", min=1, max=10000
        ),
    ] = _PLAN.sign_ups_per_minute,
    p95: Annotated[
        float,
        typer.Option(
            help="Limit of the 95th percentile of response times, in seconds.",
            min=0.001,
            callback=checked_number,
        ),
    ] = _LIMITS.p95,
    up_within: Annotated[
        float,
        typer.Option(
            help="Seconds from full load until an added pod must be ready.",
            min=1,
            max=3600,
            callback=checked_number,
        ),
    ] = _LIMITS.up_within,
    down_within: Annotated[
        float,
        typer.Option(
            help="Seconds from the end of the load until added pods must be gone.",
            min=0,
            max=3600,
            callback=checked_number,
        ),
    ] = _LIMITS.down_within,
    no_cluster: Annotated[
        bool,
        typer.Option(
            "--no-cluster", help="Do not watch the cluster; measure response times and failures only."
        ),
    ] = False,
    environment: Environment = DEFAULT_ENVIRONMENT,
    namespace: Namespace = None,
    context: Context = None,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the report. Default: .ops/load/<time>.",
            metavar="FOLDER",
            callback=checked_folder,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load-test an application you own; watch pods and latency; pass or fail.

    Writes to the application: accounts, which stay, and tasks, which are deleted. Added pods and nodes cost
    money, and real users share the application with the test. The default limits are the requirements.

    Exit code 0: every criterion was measured and passed (with --no-cluster, those of the requests). 14: one
    failed or could not be measured. 130: stopped; the report has what was measured until then.
    """
    refuse_in_rehearsal(url, url=url)
    target = load_target(url)
    require_ownership(target, named=yes_i_own, ask=_asking(target))
    require_locust()
    steps = Steps(Console(stderr=True))
    with steps.step("Target") as step:
        require_answer(target)
        step.result = f"{target.origin} answers"
    autoscalers = None
    if not no_cluster:
        with steps.step("Cluster") as step:
            cluster = resolve(environment, namespace=namespace, context=context)
            autoscalers = AutoscalerReader(api=cluster.api, namespace=cluster.namespace)
            step.result = f"namespace {cluster.namespace}"
    folder = report or _default_folder()
    folder.mkdir(parents=True, exist_ok=True)
    record = run_load(
        target,
        plan=LoadPlan(
            users=users, ramp=ramp, duration=duration, pause=pause, sign_ups_per_minute=sign_ups_per_minute
        ),
        limits=Limits(p95=p95, up_within=up_within, down_within=down_within),
        autoscalers=autoscalers,
        folder=folder,
        steps=steps,
    )
    _conclude(record, evaluate(record), folder=folder, as_json=as_json)


def _conclude(record: Record, verdict: Verdict, *, folder: Path, as_json: bool) -> None:
    # Imported here: matplotlib would make every command of `ops` start half a second later.
    from ops.commands.load.report import PAGE_FILE, PICTURE_FILE, notes, write_report

    written = write_report(record, verdict, folder=folder)
    found = CommandOutput(
        document=written,
        view=[
            _table(verdict),
            *(Text(note, style="dim") for note in notes(record)),
            Text(f"Report: {folder / PAGE_FILE}, {PICTURE_FILE} beside it"),
        ],
    )
    emit(found, as_json=as_json)
    if as_json:
        show(found, console=Console(stderr=True))
    if record.stopped:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if verdict.result is not Result.PASSED:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _asking(target: Target) -> Callable[[], str] | None:
    """Return a function that prompts for the host; None without a terminal."""
    if not sys.stdin.isatty():
        return None
    question = f"This puts load on {target.origin} and creates accounts there. If you own it, type its host"
    return lambda: ask(lambda: str(typer.prompt(question, err=True)))


def _default_folder() -> Path:
    home = Path(os.environ.get(HOME_VARIABLE) or PROJECT / ".ops")
    return home / "load" / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")


def _table(verdict: Verdict) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Criterion", "Measured", "Limit", "Result", ""):
        table.add_column(column, overflow="fold")
    for criterion in verdict.criteria:
        table.add_row(
            criterion.name,
            criterion.measured,
            criterion.limit,
            Text(criterion.result, style=_STYLES[criterion.result]),
            Text(criterion.detail, style="dim"),
        )
    return table
