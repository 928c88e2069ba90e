"""`ops drift`."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ops.commit import current_commit
from ops.drift.report import DriftReport, judge
from ops.drift.rules import RULES_FILE, read_rules
from ops.drift.views import drift_issue, drift_view
from ops.errors import ExitCode, UserError
from ops.inputs import reviewable_inputs
from ops.options import DEFAULT_ENVIRONMENT, AsJson, Environment, Stacks
from ops.planning import plan_environment
from ops.progress import Steps
from ops.synthesis import PROJECT
from ops.terraform.runner import PlanOptions
from ops.workspace import open_workspace

# Nothing is written, not even the lock: a deployment that runs meanwhile is not held up.
_READ_ONLY = PlanOptions(refresh_only=True, lock=False)


class NotAppliedError(UserError):
    """A stack was never applied, so that nothing can have drifted."""


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(drift)


def drift(
    stacks: Stacks = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    rules: Annotated[
        Path, typer.Option(help="The file of rules for drift that is expected.", metavar="FILE")
    ] = PROJECT / RULES_FILE,
    markdown: Annotated[
        Path | None,
        typer.Option(
            help="Write one Markdown file a stack that has drifted into this folder.", metavar="FOLDER"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare what stands in the cloud with what was applied. Reads only; writes nothing, takes no lock.

    Replicas that an autoscaler has moved are no drift. A Secret that was changed by hand cannot be seen:
    Terraform keeps nothing to compare it with.

    Exit code 0: no drift but what the rules expect. 10: drift.
    """
    known = read_rules(rules, today=datetime.now(UTC).date())
    console = Console(stderr=as_json)
    workspace = open_workspace(environment=environment)
    with Steps(console).step("Looking") as step:
        report = plan_environment(
            workspace,
            workspace.select(stacks or []),
            inputs=reviewable_inputs(workspace.stacks, last=None),
            commit=current_commit(),
            options=_READ_ONLY,
        )
        if report.unplanned:
            raise NotAppliedError(report.unplanned[0].reason)
        found = judge(report, known, whole=not stacks)
        step.result = "no drift" if found.clean else "something has drifted"
    _tell(found, console=console, markdown=markdown, as_json=as_json)
    if not found.clean:
        raise typer.Exit(ExitCode.DRIFT)


def _tell(found: DriftReport, *, console: Console, markdown: Path | None, as_json: bool) -> None:
    if markdown:
        markdown.mkdir(parents=True, exist_ok=True)
        for stack in found.stacks:
            if stack.found:
                text = drift_issue(stack, environment=found.environment)
                (markdown / f"{stack.stack}.md").write_text(text, encoding="utf-8")
    if as_json:
        unused = [rule.model_dump(mode="json") for rule in found.unused]
        document = {"clean": found.clean, **asdict(found), "unused": unused}
        typer.echo(json.dumps(document, indent=2, default=str))
    else:
        console.print(drift_view(found))
