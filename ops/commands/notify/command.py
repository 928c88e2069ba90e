"""`ops notify`."""

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from ops.clients.git.repository import commit_subject, current_commit
from ops.clients.github.environment import run_link
from ops.commands.notify import webhook
from ops.commands.notify.delivery import deliver
from ops.commands.notify.mail import HOST_VARIABLE, mail_server, send
from ops.commands.notify.message import (
    DeployedCommit,
    Event,
    Notification,
    message,
    pull_request_of,
)
from ops.common.arguments import checked_revision
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, Environment
from ops.common.simulation import refuse_in_rehearsal
from ops.delivery.releases.release import Release

_errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(notify)


def notify(
    event: Annotated[Event, typer.Argument(help="The event to report.")],
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    release_file: Annotated[
        Path | None,
        typer.Option(help="The output of `ops deploy --json` or `ops releases --json`.", metavar="FILE"),
    ] = None,
    commit: Annotated[
        str | None,
        typer.Option(help="The deployed commit; default: the one checked out.", callback=checked_revision),
    ] = None,
    pull_request: Annotated[
        int | None,
        typer.Option(help="Its pull request; default: the one in the commit's subject.", min=1),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with code 1 if a notification fails.")
    ] = False,
) -> None:
    """Send a deployment's status to Slack (SLACK_WEBHOOK_URL) and by mail (SMTP_HOST and others).

    Each channel is used if its variables are set. A failed notification is a warning: it does not fail the
    deployment.

    Exit code 0, even after a failure; with --strict 1 if a notification failed.
    """
    releases, failures = _releases(release_file)
    change = _change(commit or current_commit(), pull_request, os.environ)
    report = message(event, environment=environment, change=change, releases=releases)
    channels = _channels(report, os.environ)
    if not channels:
        typer.echo(f"No notification sent: neither {webhook.URL_VARIABLE} nor {HOST_VARIABLE} is set.")
    for name, send_once in channels.items():
        try:
            deliver(send_once, pause=time.sleep)
            typer.echo(f"{name}: sent '{report.title}'")
        except UserError as error:
            failures.append(error)
    for failure in failures:
        _errors.print(Text(f"warning: {failure}"), soft_wrap=True)
    if strict and failures:
        raise typer.Exit(ExitCode.FAILED)


def _channels(report: Notification, variables: Mapping[str, str]) -> dict[str, Callable[[], None]]:
    """Return the functions that send the message, by channel; only channels that are set up."""
    channels: dict[str, Callable[[], None]] = {}
    if url := variables.get(webhook.URL_VARIABLE):
        refuse_in_rehearsal("the Slack channel", url=url, variables=variables)
        channels["Slack"] = lambda: webhook.post(url, report.slack)
    if host := variables.get(HOST_VARIABLE):
        refuse_in_rehearsal("the mail server", url=host, variables=variables)
        channels["Mail"] = lambda: send(mail_server(variables), report)
    return channels


def _change(commit: str, pull_request: int | None, variables: Mapping[str, str]) -> DeployedCommit:
    subject = commit_subject(commit)
    number = pull_request or pull_request_of(subject)
    server, repository = variables.get("GITHUB_SERVER_URL"), variables.get("GITHUB_REPOSITORY")
    links = []
    if run := run_link(variables):
        links.append(("Run", run))
    if number and server and repository:
        links.append((f"Pull request {number}", f"{server}/{repository}/pull/{number}"))
    return DeployedCommit(commit=commit, subject=subject, links=tuple(links))


def _releases(file: Path | None) -> tuple[list[Release], list[UserError]]:
    """Return the records of a file, newest first, and the errors in it, which do not stop the notification.

    A deployment that failed early leaves an empty file.
    """
    if file is None:
        return [], []
    try:
        text = file.read_text(encoding="utf-8").strip()
        found: Any = json.loads(text) if text else None
        documents = found if isinstance(found, list) else [found]
        return [Release.model_validate(one) for one in documents if one is not None], []
    except (OSError, ValueError, ValidationError) as error:
        first = str(error).splitlines()[0]
        return [], [UserError(f"the release's record cannot be read: {first}", where=str(file))]
