"""`ops plan`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ops.commit import current_commit
from ops.cost.document import change_document
from ops.inputs import reviewable_inputs
from ops.options import DEFAULT_ENVIRONMENT, AsJson, Environment, Stacks
from ops.plan.markdown import plan_comment
from ops.plan.report import PlannedStack, PlanReport, UnplannedStack
from ops.plan.terminal import plan_view
from ops.planning import plan_environment
from ops.progress import Steps
from ops.releases.store import ReleaseStore
from ops.terraform.runner import PlanOptions
from ops.workspace import Workspace, open_workspace


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(plan)


def plan(
    stacks: Stacks = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    refresh: Annotated[
        bool,
        typer.Option(help="--no-refresh for credentials that may not read secrets: states only, no lock."),
    ] = True,
    markdown: Annotated[
        Path | None, typer.Option(help="Write the pull-request comment into this file.", metavar="FILE")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help="Keep the plan files in this folder.", metavar="FOLDER")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a deployment would do, and the fingerprint of each stack's plan.

    Planned with the last release's images and secret revisions: no secret is needed, and what a release
    itself brings is not in it. Changes nothing.
    """
    console = Console(stderr=as_json)
    report = review_plan(
        open_workspace(environment=environment),
        stacks or [],
        steps=Steps(console),
        options=PlanOptions(refresh=refresh, lock=refresh),
        save=save,
    )
    tell(report, console=console, markdown=markdown, as_json=as_json)


def review_plan(
    workspace: Workspace,
    stacks: list[str],
    *,
    steps: Steps,
    options: PlanOptions | None = None,
    save: Path | None = None,
) -> PlanReport:
    """Plan stacks with the last release's inputs: what a reviewer sees and the gate compares with."""
    chosen = workspace.select(stacks)
    with steps.step("Planning") as step:
        with workspace.container() as container:
            last = ReleaseStore(container, environment=workspace.environment).find_last_passed()
        report = plan_environment(
            workspace,
            chosen,
            inputs=reviewable_inputs(workspace.stacks, last=last),
            commit=current_commit(),
            options=options,
            save=save,
        )
        step.result = f"with the inputs of release {last.id}" if last else "before any release"
    return report


def tell(report: PlanReport, *, console: Console, markdown: Path | None, as_json: bool) -> None:
    """Show a report in the forms that were asked for: the comment in a file, and JSON or the view."""
    if markdown:
        markdown.write_text(plan_comment(report), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(as_document(report), indent=2))
    else:
        console.print(plan_view(report))


def as_document(report: PlanReport) -> dict[str, Any]:
    """Return the report for a program. Values that must not be shown are masked in it."""
    return {
        "environment": report.environment,
        "commit": report.commit,
        "empty": report.empty,
        "rehearsed": asdict(report.rehearsed) if report.rehearsed else None,
        "fingerprints": report.fingerprints,
        "cost": change_document(report.cost) if report.cost else None,
        "stacks": [_stack(stack) for stack in report.stacks],
    }


def _stack(stack: PlannedStack | UnplannedStack) -> dict[str, Any]:
    return {name: value for name, value in asdict(stack).items() if name != "cost"}
