"""`ops rollout status`."""

import json
import os
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops import secrets
from ops.cluster_api import connect
from ops.errors import ExitCode, UserError
from ops.inputs import reviewable_inputs
from ops.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.progress import Steps
from ops.rollout.cluster import NamespaceReader, environment_cluster
from ops.rollout.observations import Workload
from ops.rollout.watch import RolloutStatus, wait_for_rollout
from ops.rollout.wording import remedy, told
from ops.terraform.redaction import Redactor
from ops.workspace import SIMULATED_VARIABLE, Workspace, open_workspace

_FOUNDATION = "foundation"
_APP = "app"

Namespace = Annotated[
    str | None,
    typer.Option(help="Default: the one that the environment's app stack deploys to.", metavar="NAME"),
]
Context = Annotated[
    str | None,
    typer.Option(
        help="Look through this context of your kubeconfig; needs --namespace. "
        "Default: the cluster of the environment.",
        metavar="NAME",
    ),
]


class NoNamespaceError(UserError):
    """A context was named without the namespace to look at."""

    exit_code = ExitCode.USAGE


class SimulatedClusterError(UserError):
    """The environment is simulated and has no cluster."""


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    rollout = typer.Typer(help="Look at what runs on the cluster, and name what is stuck.")
    rollout.callback()(_group)
    rollout.command()(status)
    app.add_typer(rollout, name="rollout")


def _group() -> None:
    """Make Typer keep the name of a lone command."""


def status(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    seconds: Annotated[
        float, typer.Option(help="How long to wait for a rollout that is under way.", min=0)
    ] = 0.0,
    namespace: Namespace = None,
    context: Context = None,
    as_json: AsJson = False,
) -> None:
    """Say how far each workload's rollout is, and what is stuck in it: with events and log lines. Reads only.

    Exit code 0: everything runs its newest release. 9: it does not, or not within the time.
    """
    steps = Steps(Console(stderr=True))
    with steps.step("Cluster") as step:
        step.update("finding it")
        cluster, redactor = chosen_cluster(environment, namespace=namespace, context=context)
        step.update("looking")
        found = wait_for_rollout(cluster, step=step, redactor=redactor, seconds=seconds)
        step.result = f"namespace {cluster.namespace}: {_verdict(found)}"
    if as_json:
        typer.echo(json.dumps(_facts(found), indent=2))
    else:
        _print(Console(), found)
    if not found.complete:
        raise typer.Exit(ExitCode.RELEASE_FAILED)


def chosen_cluster(
    environment: str, *, namespace: str | None, context: str | None
) -> tuple[NamespaceReader, Redactor]:
    """Return what to look through, and what masks the secrets that this person's environment holds.

    Raises NoNamespaceError, SimulatedClusterError, and what `connect` and `environment_cluster` raise.
    """
    if context:
        if not namespace:
            raise NoNamespaceError(
                "a context says which cluster, and not which namespace",
                where="--context",
                remedy="add --namespace, or leave --context away to look at the environment's own cluster",
            )
        return NamespaceReader(api=connect(kubeconfig=None, context=context), namespace=namespace), Redactor()
    if os.environ.get(SIMULATED_VARIABLE):
        raise SimulatedClusterError(
            f"the cluster of '{environment}' is simulated: nothing runs on it",
            where=SIMULATED_VARIABLE,
            remedy="name a real one with --context and --namespace, or leave the rehearsal's shell",
        )
    workspace = open_workspace(environment=environment)
    cluster = environment_cluster(workspace.stack(_APP), outputs=_outputs(workspace))
    if namespace:
        cluster = NamespaceReader(api=cluster.api, namespace=namespace)
    known = secrets.given(secrets.declared(workspace.stacks), workspace.variables)
    return cluster, Redactor(secret.value for secret in known.values())


def _outputs(workspace: Workspace) -> dict[str, Any]:
    foundation = workspace.stack(_FOUNDATION)
    terraform = workspace.terraform(foundation, reviewable_inputs([foundation], last=None))
    terraform.init()
    return terraform.outputs()


def _verdict(found: RolloutStatus) -> str:
    if not found.workloads:
        return "nothing is deployed"
    done = sum(workload.complete for workload in found.workloads)
    return f"{done} of {len(found.workloads)} workloads are up to date"


def _facts(found: RolloutStatus) -> dict[str, Any]:
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


def _print(console: Console, found: RolloutStatus) -> None:
    if found.workloads:
        console.print(_table(found))
    for trouble in found.troubles:
        console.print(Text(told(trouble)), soft_wrap=True)
    if found.troubles:
        console.print(Text.assemble(("remedy: ", "bold green"), remedy(found.troubles)), soft_wrap=True)


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


def _state(workload: Workload, troubled: set[str]) -> Text:
    if workload.complete:
        return Text("up", style="green")
    if workload.title in troubled:
        return Text("in trouble", style="bold red")
    return Text("under way", style="yellow")
