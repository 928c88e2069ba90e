"""The command `ops logs`."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

import typer

from ops.commands.logs.pods import LogLine, PodLogs
from ops.common.arguments import checked_text
from ops.common.errors import ExitCode
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, OptionConflictError
from ops.common.output import CommandOutput, emit
from ops.common.visible_text import visible_line
from ops.delivery.cluster_target import ClusterTarget, Context, Namespace, resolve


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(logs)


def logs(
    component: Annotated[
        str,
        typer.Argument(
            help="Component, such as backend or frontend, or a pod.",
            metavar="COMPONENT",
            callback=checked_text,
        ),
    ],
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with new lines, and with new pods, until Ctrl-C.")
    ] = False,
    lines: Annotated[int, typer.Option(help="Number of lines of each pod, the newest.", min=1)] = 100,
    container: Annotated[
        str | None,
        typer.Option(
            help="Container, such as daprd. Default: the component's own.",
            metavar="NAME",
            callback=checked_text,
        ),
    ] = None,
    previous: Annotated[
        bool, typer.Option("--previous", help="Read the run before the last restart.")
    ] = False,
    namespace: Namespace = None,
    context: Context = None,
    as_json: AsJson = False,
) -> None:
    """Show the log of a component's pods, sorted by time, or follow it. Read-only.

    A line has the local time, the pod and the text. Secrets that are set in this shell are masked. For older
    lines and other questions: Log Analytics (docs/deployment/monitoring.md).

    Exit code 0: shown, also if there is no line. 2: no such component or container. 1: the cluster cannot be
    reached. 130: Ctrl-C ended --follow.
    """
    for option, given in (("--json", as_json), ("--previous", previous)):
        if follow and given:
            raise OptionConflictError(
                f"{option} has no meaning beside --follow", where=option, remedy="leave out one of them"
            )
    chosen = resolve(environment, namespace=namespace, context=context)
    source = PodLogs(
        api=chosen.api,
        namespace=chosen.namespace,
        component=component,
        container=container,
        previous=previous,
    )
    if follow:
        try:
            _print(source.follow(lines=lines), chosen)
        except KeyboardInterrupt:
            # How a person ends it.
            raise typer.Exit(ExitCode.INTERRUPTED) from None
    found = [_masked(line, chosen) for line in source.read(lines=lines)]
    if as_json:
        emit(CommandOutput(document=[line.document() for line in found]), as_json=True)
        return
    _print(found, chosen)
    if not found:
        typer.echo(f"The pods of {component} have no line yet; see: ops rollout status", err=True)


def _print(lines: Iterable[LogLine], chosen: ClusterTarget) -> None:
    for line in lines:
        shown = _masked(line, chosen)
        typer.echo(f"{shown.at.astimezone():%Y-%m-%d %H:%M:%S}  {shown.pod}  {visible_line(shown.text)}")


def _masked(line: LogLine, chosen: ClusterTarget) -> LogLine:
    return replace(line, text=chosen.redactor.text(line.text))
