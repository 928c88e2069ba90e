"""`ops health`."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Final

import typer
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from contract.outputs import AppOutput
from ops.commands.health.evaluation import HealthTarget, run_checks
from ops.commands.health.finding import Area, Finding, Health, exit_code, shown, worst_first
from ops.common.arguments import checked_seconds, checked_url
from ops.common.last_check import CheckKind, LastCheck, keep_last_check
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit
from ops.common.progress import Steps
from ops.common.watching import Watch, refuse_json_beside_watch, watch
from ops.delivery.cluster_target import ClusterTarget, Context, Namespace, resolve
from ops.delivery.smoke.checks import SmokeTarget, public_target
from ops.delivery.workspace import runs_of

_STYLES: Final = {
    Health.FAILED: "bold red",
    Health.UNREAD: "magenta",
    Health.ATTENTION: "yellow",
    Health.ABSENT: "dim",
    Health.OK: "green",
}


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(health)


def health(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    only: Annotated[
        list[Area] | None,
        typer.Option(help="Check only this section; repeatable.", metavar="SECTION"),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            help="URL to check. Default: output `public_url` of the app stack.",
            metavar="URL",
            callback=checked_url,
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option(help="Time limit for all checks.", min=1, callback=checked_seconds)
    ] = 60.0,
    namespace: Namespace = None,
    context: Context = None,
    repeat: Watch = False,
    as_json: AsJson = False,
) -> None:
    """Check every component; problems first, each with its fix. Read-only.

    Sections: nodes, addons, dapr, workloads, autoscalers, gateway, certificates, url.

    Exit code 0: healthy. 11: a component needs attention, or could not be read. 12: a component has failed.
    1: the cluster cannot be reached.
    """
    named = public_target(url) if url else None
    sections = frozenset(only or Area)
    if repeat:
        refuse_json_beside_watch(as_json=as_json)
    steps = Steps(Console(stderr=True))
    found = cache(lambda: resolve(environment, namespace=namespace, context=context))

    def check() -> list[Finding]:
        with steps.step("Health") as step:
            step.update("finding the cluster")
            chosen = found()
            visited = _target(chosen, named, sections)
            target = HealthTarget(api=chosen.api, namespace=chosen.namespace, target=visited)
            seen = run_checks(target, sections, now=datetime.now(UTC), within_seconds=seconds, step=step)
            findings = worst_first(shown(item, chosen.redactor) for item in seen)
            step.result = f"namespace {chosen.namespace}: {_verdict(findings)}"
        if only is None and chosen.workspace is not None:
            last = LastCheck(
                result=_verdict(findings), passed=exit_code(findings) is None, at=datetime.now(UTC)
            )
            keep_last_check(runs_of(environment), CheckKind.HEALTH, last)
        output = CommandOutput(document=_document(findings, chosen.namespace), view=view(findings))
        emit(output, as_json=as_json)
        return findings

    if repeat:
        watch(check)
    code = exit_code(check())
    if code:
        raise typer.Exit(code)


def view(findings: Sequence[Finding]) -> list[RenderableType]:
    """Return the table, and below it the fix for each line that is not healthy."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Status", no_wrap=True)
    for column in ("Section", "What", "Seen"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        table.add_row(
            Text(finding.status, style=_STYLES[finding.status]),
            finding.section,
            Text(finding.subject),
            Text(finding.detail),
        )
    remedies: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.remedy:
            remedies[finding.remedy].append(finding)
    return [table, *(_remedy(text, concerned) for text, concerned in remedies.items())]


def _remedy(text: str, concerned: Sequence[Finding]) -> Text:
    """Return one line with the fix for several findings, in the colour of the worst."""
    subjects = ", ".join(finding.subject for finding in concerned)
    return Text.assemble((f"{subjects}: ", _STYLES[concerned[0].status]), text)


def _target(
    chosen: ClusterTarget, named: SmokeTarget | None, sections: frozenset[Area]
) -> SmokeTarget | None:
    """Return the URL to check; a context from --context has no stack with that output."""
    if named or Area.URL not in sections:
        return named
    found = chosen.app_output(AppOutput.PUBLIC_URL)
    return public_target(found) if found else None


def _verdict(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.status for finding in findings)
    wrong = [status for status in (Health.FAILED, Health.UNREAD, Health.ATTENTION) if counts[status]]
    return ", ".join(f"{counts[status]} {status}" for status in wrong) or "all is well"


def _document(findings: Sequence[Finding], namespace: str) -> dict[str, Any]:
    return {
        "healthy": exit_code(findings) is None,
        "namespace": namespace,
        "findings": [asdict(finding) for finding in findings],
    }
