"""`ops plan`."""

from pathlib import Path
from typing import Annotated

import typer

from ops.common.arguments import checked_folder, checked_output
from ops.common.console import print_warning
from ops.common.options import (
    DEFAULT_ENVIRONMENT,
    AsJson,
    Environment,
    PlanFiles,
    ReportFile,
    Stacks,
    refuse_beside_plan_files,
)
from ops.common.output import progress_console
from ops.common.progress import Steps
from ops.delivery.deployment.kept_states import waiting
from ops.delivery.deployment.survivors import surviving
from ops.delivery.deployment.unwritten import unwritten_before_locks, unwritten_line
from ops.delivery.planning.plan_file import report_of_files
from ops.delivery.planning.review import review_plan, show_report
from ops.delivery.workspace import open_workspace
from ops.engine.terraform.runner import PlanOptions


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(plan)


def plan(
    stacks: Stacks = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    refresh: Annotated[
        bool,
        typer.Option(
            help="--no-refresh reads states only, without a lock, for credentials that cannot read secrets."
        ),
    ] = True,
    markdown: Annotated[
        Path | None,
        typer.Option(
            help="Write the pull-request comment into this file.", metavar="FILE", callback=checked_output
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(help="Save the plan files in this folder.", metavar="FOLDER", callback=checked_folder),
    ] = None,
    plan_files: PlanFiles = None,
    page: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what a deployment would do, and the fingerprint of each stack's plan.

    Uses the images and secret revisions of the last release, so that no secret is needed; changes that come
    with a release are not included. Read-only.

    With --from, the same report of a plan that Terraform saved, of any project.

    Exit codes: 0 planned, with or without changes; 6 a state is locked; 15 a state waits to be written, and
    its run left the lock.
    """
    if plan_files:
        refuse_beside_plan_files(stacks=stacks, __save=save, __no_refresh=not refresh)
        found = report_of_files(plan_files, environment=environment)
        show_report(found, markdown=markdown, page=page, as_json=as_json)
        return
    console = progress_console(as_json=as_json)
    workspace = open_workspace(environment=environment)
    with workspace.container() as container:
        kept = waiting(workspace, container)
        unwritten = [unwritten_line(one, environment=environment) for one in kept]
        for warning in (*workspace.warnings, *surviving(workspace), *unwritten):
            print_warning(console, warning)
        with unwritten_before_locks(workspace, container, kept):
            report = review_plan(
                workspace,
                stacks or [],
                steps=Steps(console),
                options=PlanOptions(refresh=refresh, lock=refresh),
                save=save,
            )
    show_report(report, markdown=markdown, page=page, as_json=as_json)
