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
from ops.clients.github.run_link import run_link
from ops.commands.notify import webhook
from ops.commands.notify.delivery import NotDeliveredError, deliver
from ops.commands.notify.mail import HOST_VARIABLE, mail_server, send
from ops.commands.notify.message import Change, Event, Message, message, pull_request_of
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, Environment
from ops.delivery.releases.release import Release

_errors = Console(stderr=True)


class BadRecordError(UserError):
    """A file is not what `ops deploy --json` or `ops releases --json` prints."""


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(notify)


def notify(
    event: Annotated[Event, typer.Argument(help="What happened.")],
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    release_file: Annotated[
        Path | None,
        typer.Option(help="What `ops deploy --json` or `ops releases --json` printed.", metavar="FILE"),
    ] = None,
    commit: Annotated[
        str | None, typer.Option(help="The commit that is deployed; the one checked out by default.")
    ] = None,
    pull_request: Annotated[
        int | None,
        typer.Option(help="The pull request it came with; out of the commit's subject by default.", min=1),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 1 when somebody could not be told.")
    ] = False,
) -> None:
    """Send a deployment's status to Slack (SLACK_WEBHOOK_URL) and by mail (SMTP_HOST and others).

    Each is told if its variables are set. Trouble with telling is a warning and fails no deployment.

    Exit code 0, whatever happens; with --strict 1 when somebody could not be told.
    """
    releases, troubles = _releases(release_file)
    change = _change(commit or current_commit(), pull_request, os.environ)
    told = message(event, environment=environment, change=change, releases=releases)
    ways = _ways(told, os.environ)
    if not ways:
        typer.echo(f"Nobody is told: neither {webhook.URL_VARIABLE} nor {HOST_VARIABLE} is set.")
    for name, way in ways.items():
        try:
            deliver(way, pause=time.sleep)
            typer.echo(f"{name}: told that {told.title}")
        except UserError as error:
            troubles.append(error)
    for trouble in troubles:
        _errors.print(Text(f"warning: {trouble}"), soft_wrap=True)
    if strict and troubles:
        raise typer.Exit(ExitCode.FAILED)


def _ways(told: Message, variables: Mapping[str, str]) -> dict[str, Callable[[], None]]:
    """Return what sends the message, by name: only the ways that are set up."""
    ways: dict[str, Callable[[], None]] = {}
    if url := variables.get(webhook.URL_VARIABLE):
        ways["Slack"] = lambda: webhook.post(url, told.slack)
    if variables.get(HOST_VARIABLE):
        ways["Mail"] = lambda: _mail(told, variables)
    return ways


def _mail(told: Message, variables: Mapping[str, str]) -> None:
    server = mail_server(variables)
    if server is None:
        raise NotDeliveredError(f"{HOST_VARIABLE} is not set")
    send(server, told)


def _change(commit: str, pull_request: int | None, variables: Mapping[str, str]) -> Change:
    subject = commit_subject(commit)
    number = pull_request or pull_request_of(subject)
    server, repository = variables.get("GITHUB_SERVER_URL"), variables.get("GITHUB_REPOSITORY")
    links = []
    if run := run_link(variables):
        links.append(("Run", run))
    if number and server and repository:
        links.append((f"Pull request {number}", f"{server}/{repository}/pull/{number}"))
    return Change(commit=commit, subject=subject, links=tuple(links))


def _releases(file: Path | None) -> tuple[list[Release], list[UserError]]:
    """Return the records of a file, the newest first; and what is wrong with it, which is no reason to stop.

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
        return [], [BadRecordError(f"the release's record cannot be read: {first}", where=str(file))]
