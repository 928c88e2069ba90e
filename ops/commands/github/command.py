"""`ops github comment`, `ops github reviewed` and `ops github configure`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from contract.stacks import StackName
from environments.delivery import GitHub as Repository
from ops.clients.azure.environment import open_target
from ops.clients.azure.github_variables import deployment_variables, github_variables
from ops.clients.github.environment import ACTIONS_BOT, connect, own_login
from ops.clients.github.subjects import read_token_subject, require_trusted, trusted_subjects
from ops.commands.github.configure import Wanted, missing
from ops.commands.github.plan_comment import read_plan, read_rehearsal
from ops.commands.github.protection import CHECKS
from ops.commands.github.publish import publish
from ops.commands.github.reviewed import reviewed_plan
from ops.common.arguments import checked_commit, checked_input, checked_text, checked_texts
from ops.common.errors import UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit
from ops.delivery.workspace import open_workspace
from ops.engine.environment_file import environment_settings

_errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the group of commands to a command line."""
    group = typer.Typer(
        help="Configure the GitHub repository; post and read reviewed plans for the workflows.",
        no_args_is_help=True,
    )
    group.command()(comment)
    group.command()(reviewed)
    group.command()(configure)
    app.add_typer(group, name="github")


def comment(
    file: Annotated[
        Path,
        typer.Argument(help="What `ops plan --markdown FILE` wrote.", metavar="FILE", callback=checked_input),
    ],
    *,
    pull_request: Annotated[
        int, typer.Option(help="The number of the pull request.", metavar="NUMBER", min=1)
    ],
    head: Annotated[
        str,
        typer.Option(
            help="The head of the pull request that was planned.", metavar="COMMIT", callback=checked_commit
        ),
    ] = "",
    rehearsed: Annotated[
        bool,
        typer.Option("--rehearsed", help="FILE is from a fork's run: believe nothing in it. Needs --head."),
    ] = False,
    environment: Environment = DEFAULT_ENVIRONMENT,
) -> None:
    """Write the plan comment of a pull request: made once, updated in place afterwards.

    Only a comment that this token's own user wrote is updated. Nothing is written for a pull request that was
    closed, or whose head has moved on since the plan.

    Exit code 0: written, or not, with the reason. 2: FILE is no plan, --head is missing.
    """
    plan = (
        read_rehearsal(file, environment=environment, head=head) if rehearsed else read_plan(file, head=head)
    )
    github = connect()
    done = publish(github, plan, number=pull_request, author=own_login(github))
    typer.echo(f"{done.summary}{': ' if done.url else ''}{done.url}")


def reviewed(
    *,
    commit: Annotated[
        str,
        typer.Option(
            help="A commit of the default branch, whole.", metavar="COMMIT", callback=checked_commit
        ),
    ],
    environment: Environment = DEFAULT_ENVIRONMENT,
    author: Annotated[
        str, typer.Option(help="Whose plan comments are believed.", metavar="LOGIN", callback=checked_text)
    ] = ACTIONS_BOT,
    as_json: AsJson = False,
) -> None:
    """Print the fingerprints that were reviewed for a commit, one a line, for `ops deploy --reviewed`.

    The empty plan's is always among them. It is the only one where no plan was reviewed (a direct push, a
    fork): then nothing passes the gate but what a release itself changes.

    Exit code 0: printed; standard error says why when there is no reviewed plan. 8: something was pushed
    between the plan and the merge. 2: the commit is not whole.
    """
    found = reviewed_plan(connect(), commit=commit, environment=environment, author=author)
    if found.reason:
        _errors.print(Text(found.reason), soft_wrap=True)
    document = {
        "commit": found.commit,
        "pull_request": found.pull_request,
        "fingerprints": dict(found.fingerprints),
        "allowed": found.allowed,
        "reason": found.reason,
    }
    emit(CommandOutput(document=document, view=[Text(line) for line in found.allowed]), as_json=as_json)


def configure(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be changed; change nothing.")
    ] = False,
    variables: Annotated[
        bool, typer.Option(help="--no-variables needs no sign-in to Azure, and leaves the variables.")
    ] = True,
    reviewer: Annotated[
        list[str] | None,
        typer.Option(
            help="Who may approve a deployment; repeat for each. None leaves what is set.",
            callback=checked_texts,
        ),
    ] = None,
    approvals: Annotated[
        int, typer.Option(help="Approvals that a pull request needs; 0 for a team of one.", min=0, max=6)
    ] = 1,
    check: Annotated[
        list[str] | None,
        typer.Option(
            help=f"A check that has to pass; repeat for each. {' and '.join(CHECKS)} by default.",
            callback=checked_texts,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set the repository up: variables, deployment environment, rules of the default branch, label.

    First compares the subject of the repository's tokens with the one that the synthesized identities trust.
    Safe to run again: it changes what is not as it has to be, and leaves what people have set beside it.
    The variables of production are the repository's, those of any other its deployment environment's.
    Needs the token of somebody who administers the repository: export GH_TOKEN=$(gh auth token).

    Exit code 0: everything is, or would be, as it has to be. 1: the workflows could not sign in to Azure; the
    message says what to write into the environment file, and nothing was changed.
    """
    settings = _repository(environment)
    github = connect(repository=settings.repository)
    trusted = trusted_subjects(open_workspace(environment=environment).stack(StackName.FOUNDATION).document)
    require_trusted(read_token_subject(github), trusted, file=f"environments/{environment}.yaml")
    found = github_variables(open_target(environment)[0]) if variables else {}
    of_repository = environment == DEFAULT_ENVIRONMENT
    wanted = Wanted(
        branch=settings.default_branch,
        environment=settings.deployment_environment,
        variables=found if of_repository else {},
        environment_variables={} if of_repository else deployment_variables(found),
        reviewers=reviewer or (),
        approvals=approvals,
        checks=check or CHECKS,
    )
    changes = []
    for change in missing(github, wanted):
        if not dry_run:
            change.make()
        changes.append(change.what)
        if not as_json:
            typer.echo(f"{'would ' if dry_run else ''}{change.what}")
    document = {
        "repository": settings.repository,
        "subjects": trusted,
        "dry_run": dry_run,
        "changes": changes,
    }
    nothing_to_do = [] if changes else [Text(f"{settings.repository} is configured. Nothing to change.")]
    emit(CommandOutput(document=document, view=nothing_to_do), as_json=as_json)


def _repository(environment: str) -> Repository:
    found = environment_settings(environment).github
    if found is None:
        raise UserError(
            "this environment has no repository",
            where=f"environments/{environment}.yaml: github",
            remedy="add the section github to the file",
        )
    return found
