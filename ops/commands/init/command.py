"""`ops init`: the names of a deployment, written into its files."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.text import Text

from environments.loader import environments_folder
from ops.commands.init.answers import NO_REPOSITORY, PLACEHOLDER, InitAnswers, unique_suffix
from ops.commands.init.files import PRIVATE, PlannedFile, Written, write_files
from ops.commands.init.questions import answers_to
from ops.commands.init.scaffold import CODE_OWNERS, code_owners_text, environment_texts, shipped_answers
from ops.common.errors import UserError
from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit
from ops.engine.synthesis.stacks import PROJECT

_SECRETS: Final = Path(".env")
_SECRETS_TEMPLATE: Final = Path(".env.example")
_GITHUB_VARIABLES: Final = Path(".github") / "variables.env"


class KeptFileError(UserError):
    """Environment files that somebody changed, and that would become others."""


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(init)


def init(
    *,
    name: Annotated[
        str | None, typer.Option(help="Name of the deployment; the names of all resources begin with it.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Azure region, such as eastus.")] = None,
    repository: Annotated[
        str | None,
        typer.Option(help="GitHub repository, owner/name; `none` without GitHub.", metavar="OWNER/NAME"),
    ] = None,
    email: Annotated[str | None, typer.Option(help="Receives alerts, budgets and certificate mails.")] = None,
    size: Annotated[str | None, typer.Option(help="Size of production: small, standard or large.")] = None,
    subscription: Annotated[
        str | None, typer.Option(help="Id of the Azure subscription.", metavar="ID")
    ] = None,
    admin_group: Annotated[
        str | None,
        typer.Option(help="Object id of the Entra group that administers the cluster.", metavar="ID"),
    ] = None,
    code_owner: Annotated[
        str | None,
        typer.Option(help="Code owner of the repository, such as @octo/platform. Default: its owner."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make this deployment yours: write environment files, CODEOWNERS, .env and GitHub's variables.

    Asks for what no option gives. Names that all of Azure shares get a suffix. A file is written if it is
    missing or as shipped; one that you changed is never overwritten.

    Exit code 1: an environment file was changed by hand, and would become another one. 2: an answer breaks a
    rule, or nobody can be asked.
    """
    given = {
        "name": name,
        "region": region,
        "repository": repository,
        "email": email,
        "size": size,
        "subscription": subscription,
        "admin_group": admin_group,
        "code_owner": code_owner,
    }
    said = answers_to(given, console=Console(stderr=True), terminal=_at_a_terminal())
    answers = _answers(said)
    environments = _environment_files(answers)
    outcomes = write_files([*environments, *_other_files(answers)])
    _require_written({file.path: outcomes[file.path] for file in environments})
    emit(_report(answers, outcomes), as_json=as_json)


def _at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _answers(said: dict[str, str]) -> InitAnswers:
    owner = said["repository"].partition("/")[0]
    return InitAnswers(
        name=said["name"],
        region=said["region"],
        repository=said["repository"],
        email=said["email"],
        size=said["size"],
        owner=said.get("code_owner") or f"@{owner if owner != NO_REPOSITORY else said['name']}",
        application=said["name"],
        suffix=unique_suffix(said["name"], said["repository"], said["email"]),
        month=f"{datetime.now(UTC):%Y-%m}",
        subscription=said.get("subscription", PLACEHOLDER),
        admin_group=said.get("admin_group", PLACEHOLDER),
    )


def _environment_files(answers: InitAnswers) -> list[PlannedFile]:
    shipped = environment_texts(shipped_answers())
    folder = environments_folder()
    return [
        PlannedFile(path=folder / f"{name}.yaml", text=text, shipped=shipped[name])
        for name, text in environment_texts(answers).items()
    ]


def _other_files(answers: InitAnswers) -> list[PlannedFile]:
    files = [
        PlannedFile(
            path=PROJECT / _SECRETS,
            text=(PROJECT / _SECRETS_TEMPLATE).read_text(encoding="utf-8"),
            mode=PRIVATE,
        )
    ]
    if answers.repository == NO_REPOSITORY:
        return files
    variables = f"AZURE_SUBSCRIPTION_ID={answers.subscription}\n"
    return [
        *files,
        PlannedFile(
            path=PROJECT / CODE_OWNERS,
            text=code_owners_text(answers),
            shipped=code_owners_text(shipped_answers()),
        ),
        PlannedFile(path=PROJECT / _GITHUB_VARIABLES, text=variables),
    ]


def _require_written(environments: dict[Path, Written]) -> None:
    kept = [_shown(path) for path, outcome in environments.items() if outcome is Written.KEPT]
    if kept:
        raise KeptFileError(
            "these files were changed by hand, and are not overwritten; every other file was written",
            where=", ".join(kept),
            remedy=f"edit them, or move them away and run this command again: mv {kept[0]} {kept[0]}.old",
        )


def _report(answers: InitAnswers, outcomes: dict[Path, Written]) -> CommandOutput:
    document: dict[str, Any] = {
        "name": answers.name,
        "suffix": answers.suffix,
        "files": {_shown(path): outcome.name.lower() for path, outcome in outcomes.items()},
        "next": list(_next_steps(answers)),
    }
    lines = [Text(f"{_shown(path)}: {outcome}") for path, outcome in outcomes.items()]
    steps = [Text(f"  {step}") for step in document["next"]]
    return CommandOutput(document=document, view=[*lines, Text("\nNext:", style="bold"), *steps])


def _next_steps(answers: InitAnswers) -> list[str]:
    ids = []
    if answers.subscription == PLACEHOLDER:
        ids.append("write azure.subscription_id, from: az account show --query id")
    if answers.admin_group == PLACEHOLDER:
        ids.append("write cluster.admin_group_ids, from: az ad group show --group NAME --query id")
    return [
        "make rehearse: the whole deployment on this machine, with your names",
        *ids,
        'write the secrets into .env, between the quotes, and run: eval "$(ops secrets load)"',
        "see that none is missing: ops secrets check",
        "run, signed in to Azure: ops bootstrap --check",
    ]


def _shown(path: Path) -> str:
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)
