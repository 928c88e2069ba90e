"""`ops verify`."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer
from rich.text import Text

from contract.names import ONE_REQUEST_QUERY
from contract.workloads import Role, workload_name
from environments.application import Application
from ops.clients.application.user import Account, User, throw_away_account
from ops.commands.verify.journey import Journey, StepOutcome, StepVerdict
from ops.common.arguments import checked_address
from ops.common.confirmation import confirm
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, Yes
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.simulation import refuse_in_rehearsal
from ops.engine.environment_file import environment_settings

EMAIL_VARIABLE: Final = "OPS_VERIFY_EMAIL"
PASSWORD_VARIABLE: Final = "OPS_VERIFY_PASSWORD"  # noqa: S105 - a variable's name
_STYLES: Final = {StepVerdict.PASSED: "green", StepVerdict.FAILED: "bold red", StepVerdict.SKIPPED: "yellow"}


class VerifyRefusedError(UserError):
    """A URL that is not usable, or a run that nobody confirmed."""

    exit_code = ExitCode.USAGE


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(verify)


def verify(
    url: Annotated[
        str,
        typer.Argument(help="Public URL, for instance https://todo.example.com.", callback=checked_address),
    ],
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Use the application as a user does: sign in, tasks, events, chat, an error and its log entry.

    Writes to the application: an account, which stays because the application cannot delete one, and a few
    tasks, which are deleted. With OPS_VERIFY_EMAIL and OPS_VERIFY_PASSWORD it uses that account instead.

    Exit code 0: all steps pass (the chat is skipped without an API key for its model). 14: a step failed.
    """
    origin = application_origin(url)
    refuse_in_rehearsal(origin, url=origin)
    release = environment_settings(environment).application
    account = chosen_account(os.environ)
    _confirm(origin, account, yes=yes)
    console = progress_console(as_json=as_json)
    with User(origin, account) as user:
        findings = []
        for finding in Journey(user).run():
            findings.append(finding)
            console.print(_line(finding), soft_wrap=True)
    provoked = [finding.request_id for finding in findings if finding.request_id]
    emit(
        CommandOutput(
            document={"url": origin, "findings": [asdict(finding) for finding in findings]},
            view=[Text(where_in_the_logs(request_id, release=release)) for request_id in provoked],
        ),
        as_json=as_json,
    )
    if any(finding.verdict is StepVerdict.FAILED for finding in findings):
        raise typer.Exit(ExitCode.CHECK_FAILED)


def application_origin(url: str) -> str:
    """Return scheme and host of a URL; raise VerifyRefusedError for plain HTTP to another machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise VerifyRefusedError(
            f"'{url}' is not a URL", where="URL", remedy="give a complete URL: https://todo.example.com"
        )
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise VerifyRefusedError(
            f"{parts.hostname} over plain HTTP: the account's password would travel unencrypted",
            where="URL",
            remedy=f"use https://{parts.netloc}",
        )
    return f"{parts.scheme}://{parts.netloc}"


def chosen_account(variables: Mapping[str, str]) -> Account:
    """Return the account that the environment names, or a new one for this run alone."""
    email, password = variables.get(EMAIL_VARIABLE), variables.get(PASSWORD_VARIABLE)
    if email and password:
        return Account(email=email, password=password, existing=True)
    if email or password:
        raise VerifyRefusedError(
            f"only one of {EMAIL_VARIABLE} and {PASSWORD_VARIABLE} is set",
            where="environment variables",
            remedy="set both for an account that exists, or neither for a new one",
        )
    return throw_away_account()


def where_in_the_logs(request_id: str, *, release: Application) -> str:
    """Return where to find the provoked error in the logs."""
    backend = workload_name(Role.BACKEND, application=release.name)
    return (
        f"\nFind the error in the logs within 30 s, by its request id {request_id}:\n"
        f"  Log Analytics, saved query “{ONE_REQUEST_QUERY}”, or\n"
        f'  ContainerLogV2 | where tostring(LogMessage) has "{request_id}"\n'
        f"  kubectl logs --namespace {release.namespace} --selector app.kubernetes.io/name={backend} "
        f"--container {backend} --since 10m | grep {request_id}"
    )


def _confirm(origin: str, account: Account, *, yes: bool) -> None:
    what = "tasks" if account.existing else "an account, which stays, and tasks"
    confirm(f"This writes to {origin}: {what}. Continue?", yes=yes, remedy=f"ops verify {origin} --yes")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _line(finding: StepOutcome) -> Text:
    return Text.assemble(
        "  ",
        (f"{finding.verdict:<8}", _STYLES[finding.verdict]),
        (f"{finding.name:<10}", "bold"),
        finding.detail,
        (f"  {finding.seconds:.1f} s", "dim"),
    )
