"""`ops health`."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from contract.outputs import AppOutput
from ops.commands.health.evaluation import Patient, examine
from ops.commands.health.finding import Finding, Section, Status, exit_code, shown, worst_first
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import Report, emit
from ops.common.progress import Steps
from ops.delivery.cluster_target import Choice, Context, Namespace, choose
from ops.delivery.smoke.checks import Target, public_target

_STYLES: Final = {
    Status.FAILED: "bold red",
    Status.UNREAD: "magenta",
    Status.ATTENTION: "yellow",
    Status.ABSENT: "dim",
    Status.OK: "green",
}


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(health)


def health(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    only: Annotated[
        list[Section] | None,
        typer.Option(help="Look at this section alone; may be given again.", metavar="SECTION"),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(help="What to visit; the app stack's output `public_url` by default.", metavar="URL"),
    ] = None,
    seconds: Annotated[float, typer.Option(help="How long looking may take, all in all.", min=1)] = 60.0,
    namespace: Namespace = None,
    context: Context = None,
    as_json: AsJson = False,
) -> None:
    """Check every component; problems first, each with its fix. Read-only.

    Sections: nodes, addons, dapr, workloads, autoscalers, gateway, certificates, url.

    Exit code 0: all is well. 11: something needs attention, or could not be read. 12: something does not
    work. 1: the cluster cannot be looked at.
    """
    named = public_target(url) if url else None
    sections = frozenset(only or Section)
    with Steps(Console(stderr=True)).step("Health") as step:
        step.update("finding the cluster")
        chosen = choose(environment, namespace=namespace, context=context)
        target = _target(chosen, named, sections)
        patient = Patient(api=chosen.api, namespace=chosen.namespace, target=target)
        seen = examine(patient, sections, now=datetime.now(UTC), within_seconds=seconds, step=step)
        findings = worst_first(shown(item, chosen.redactor) for item in seen)
        step.result = f"namespace {chosen.namespace}: {_verdict(findings)}"
    document = _document(findings, chosen.namespace)
    emit(Report(document=document, view=view(findings)), as_json=as_json)
    code = exit_code(findings)
    if code:
        raise typer.Exit(code)


def view(findings: Sequence[Finding]) -> list[RenderableType]:
    """Return the table, and under it what to do about each line that is not well."""
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
    """Return in a line what to do about several findings; the worst of them colours it."""
    subjects = ", ".join(finding.subject for finding in concerned)
    return Text.assemble((f"{subjects}: ", _STYLES[concerned[0].status]), text)


def _target(chosen: Choice, named: Target | None, sections: frozenset[Section]) -> Target | None:
    """Return what to visit; a context of one's own has no stack that would know."""
    if named or Section.URL not in sections:
        return named
    found = chosen.app_output(AppOutput.PUBLIC_URL)
    return public_target(found) if found else None


def _verdict(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.status for finding in findings)
    wrong = [status for status in (Status.FAILED, Status.UNREAD, Status.ATTENTION) if counts[status]]
    return ", ".join(f"{counts[status]} {status}" for status in wrong) or "all is well"


def _document(findings: Sequence[Finding], namespace: str) -> dict[str, Any]:
    return {
        "healthy": exit_code(findings) is None,
        "namespace": namespace,
        "findings": [asdict(finding) for finding in findings],
    }
