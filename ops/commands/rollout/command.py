"""`ops rollout status`."""

from dataclasses import asdict
from functools import cache
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ops.common.arguments import checked_seconds
from ops.common.errors import ExitCode
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit
from ops.common.progress import Steps
from ops.common.watching import Watch, refuse_json_beside_watch, watch
from ops.delivery.cluster_target import Context, Namespace, resolve
from ops.delivery.rollout.observations import WorkloadStatus
from ops.delivery.rollout.watch import RolloutStatus, wait_for_rollout
from ops.delivery.rollout.wording import full_text, remedy


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    rollout = typer.Typer(help="Show the state of the rollout, and what is stuck.")
    rollout.callback()(_group)
    rollout.command()(status)
    app.add_typer(rollout, name="rollout")


def _group() -> None:
    """Keep the name of a single command, which Typer would drop."""


def status(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    seconds: Annotated[
        float, typer.Option(help="Time to wait for a running rollout.", min=0, callback=checked_seconds)
    ] = 0.0,
    namespace: Namespace = None,
    context: Context = None,
    repeat: Watch = False,
    as_json: AsJson = False,
) -> None:
    """Show the rollout of each workload, and what is stuck in it, with events and log lines. Read-only.

    Exit code 0: every workload runs its newest release. 14: one does not, or not in time.
    """
    if repeat:
        refuse_json_beside_watch(as_json=as_json)
    steps = Steps(Console(stderr=True))
    target = cache(lambda: resolve(environment, namespace=namespace, context=context))

    def read() -> RolloutStatus:
        with steps.step("Cluster") as step:
            step.update("finding the cluster")
            chosen = target()
            step.update("reading")
            found = wait_for_rollout(chosen.reader, step=step, redactor=chosen.redactor, seconds=seconds)
            step.result = f"namespace {chosen.namespace}: {_verdict(found)}"
        emit(CommandOutput(document=_document(found), view=_view(found)), as_json=as_json)
        return found

    if repeat:
        watch(read)
    if not read().complete:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _verdict(found: RolloutStatus) -> str:
    if not found.workloads:
        return "nothing is deployed"
    done = sum(workload.complete for workload in found.workloads)
    return f"{done} of {len(found.workloads)} workloads are up to date"


def _document(found: RolloutStatus) -> dict[str, Any]:
    return {
        "complete": found.complete,
        "workloads": [
            {
                "workload": workload.title,
                "complete": workload.complete,
                "ready": workload.ready,
                "wanted": workload.wanted,
            }
            for workload in found.workloads
        ],
        "troubles": [
            {**asdict(trouble), "kind": trouble.kind.name.lower(), "text": trouble.kind}
            for trouble in found.troubles
        ],
    }


def _view(found: RolloutStatus) -> list[RenderableType]:
    view: list[RenderableType] = [_table(found)] if found.workloads else []
    view += [Text(full_text(trouble)) for trouble in found.troubles]
    if found.troubles:
        view.append(Text.assemble(("remedy: ", "bold green"), remedy(found.troubles)))
    return view


def _table(found: RolloutStatus) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Workload", "Ready", "Newest release"):
        table.add_column(column, overflow="fold")
    troubled = {trouble.workload for trouble in found.troubles}
    for workload in found.workloads:
        table.add_row(
            Text(workload.title), f"{workload.ready} of {workload.wanted}", _state(workload, troubled)
        )
    return table


def _state(workload: WorkloadStatus, troubled: set[str]) -> Text:
    if workload.complete:
        return Text("up", style="green")
    if workload.title in troubled:
        return Text("in trouble", style="bold red")
    return Text("under way", style="yellow")
