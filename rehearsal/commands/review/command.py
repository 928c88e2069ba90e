"""The command `rehearse review`."""

from pathlib import Path
from typing import Annotated

import typer

from ops.common.arguments import checked_output, checked_revision
from ops.common.errors import ExitCode
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, ReportFile
from ops.common.output import progress_console
from ops.common.progress import Steps
from ops.delivery.planning.review import show_report
from rehearsal.commands.review.review import review


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command(name="review")(review_change)


def review_change(
    *,
    base: Annotated[
        str,
        typer.Option(
            help="The deployed commit: a branch, a tag or a hash.", metavar="REF", callback=checked_revision
        ),
    ],
    head: Annotated[
        str | None,
        typer.Option(
            help="The commit to plan on top of it; by default the working tree.",
            metavar="REF",
            callback=checked_revision,
        ),
    ] = None,
    environment: Environment = DEFAULT_ENVIRONMENT,
    markdown: Annotated[
        Path | None,
        typer.Option(
            help="Write the pull-request comment into this file.", metavar="FILE", callback=checked_output
        ),
    ] = None,
    page: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what a change would do, without credentials: rehearse the base, plan the head on top.

    For a pull request from a fork, or before you open one. Runs in a temporary folder; an existing rehearsal
    is not touched. A deployment does not accept the result as a review: for that, run `ops plan` against the
    real state.

    Exit code 0: planned, and applied in the simulated cloud. 1: it could not be applied; the comment is
    written anyway. 2: no such commit. 4: the base or the head does not synthesize.
    """
    report = review(
        base=base, head=head, environment=environment, steps=Steps(progress_console(as_json=as_json))
    )
    show_report(report, markdown=markdown, page=page, as_json=as_json)
    if report.rehearsed and report.rehearsed.refusal:
        raise typer.Exit(ExitCode.FAILED)
