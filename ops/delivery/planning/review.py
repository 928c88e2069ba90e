"""The plan for a review, and its views."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ops.clients.git.repository import current_commit
from ops.common.html_page import write_page
from ops.common.markdown_file import write_markdown
from ops.common.output import CommandOutput, emit
from ops.common.progress import Steps
from ops.delivery.cost.document import change_document
from ops.delivery.planning.environment import plan_environment
from ops.delivery.planning.markdown import plan_comment
from ops.delivery.planning.page import plan_page
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from ops.delivery.planning.terminal import plan_view
from ops.delivery.releases.inputs import reviewable_inputs
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.states.whole import require_states_to_read
from ops.delivery.workspace import Workspace
from ops.engine.terraform.runner import PlanOptions


def review_plan(
    workspace: Workspace,
    stacks: list[str],
    *,
    steps: Steps,
    options: PlanOptions | None = None,
    save: Path | None = None,
) -> PlanReport:
    """Plan stacks with the inputs of the last release, for reviewers and the review gate."""
    chosen = workspace.select(stacks)
    with steps.step("Planning") as step:
        with workspace.container() as container:
            require_states_to_read(workspace, container)
            last = ReleaseStore(container, environment=workspace.environment).find_last_passed()
        report = plan_environment(
            workspace,
            chosen,
            inputs=reviewable_inputs(workspace.stacks, last=last),
            commit=current_commit(),
            options=options,
            save=save,
        )
        for warning in report.warnings:
            step.warn(warning)
        step.result = f"with the inputs of release {last.id}" if last else "before any release"
    return report


def show_report(report: PlanReport, *, markdown: Path | None, page: Path | None, as_json: bool) -> None:
    """Write the comment to `markdown` and HTML to `page`; print JSON or the terminal view."""
    if markdown:
        write_markdown(markdown, plan_comment(report))
    if page:
        write_page(page, plan_page(report, at=datetime.now(UTC)))
    emit(CommandOutput(document=as_document(report), view=[plan_view(report)]), as_json=as_json)


def as_document(report: PlanReport) -> dict[str, Any]:
    """Return the JSON document of a report. Sensitive values are masked."""
    return {
        "environment": report.environment,
        "commit": report.commit,
        "empty": report.empty,
        "masked": report.masked,
        "notices": list(report.notices),
        "rehearsed": asdict(report.rehearsed) if report.rehearsed else None,
        "fingerprints": report.fingerprints,
        "cost": change_document(report.cost) if report.cost else None,
        "stacks": [_stack(stack) for stack in report.stacks],
    }


def _stack(stack: PlannedStack | UnplannedStack) -> dict[str, Any]:
    return {name: value for name, value in asdict(stack).items() if name != "cost"}
