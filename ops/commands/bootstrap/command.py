"""`ops bootstrap`."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from ops.clients.azure.environment import open_target
from ops.clients.azure.github_variables import CLIENT_ID, github_variables, set_github_variables
from ops.clients.azure.state_container import state_container
from ops.commands.bootstrap.run import bootstrap
from ops.common.errors import UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.engine.synthesis.document import StateBackend


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bootstrap")(bootstrap_command)


def bootstrap_command(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be made; change nothing.")
    ] = False,
    set_github: Annotated[
        bool,
        typer.Option("--set-github", help="Set the repository's variables with gh, not only print them."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Create what must exist before the first apply. Once per subscription; safe to run again.

    Checks the sign-in, the subscription, your roles and the quota for the nodes. Registers resource
    providers, creates the storage account of the states and the revision key, and sets the budgets' start
    month in the environment file. Prints the variables that the GitHub workflows need; run it again after
    the first deployment, when their identities exist.
    """
    target, file = open_target(environment)
    github = target.environment.github
    if set_github and github is None:
        raise UserError(
            "this environment has no repository",
            where=f"{file}: github",
            remedy="add the section github, or omit --set-github",
        )
    state = target.environment.state
    backend = StateBackend(account=state.storage_account, container=state.container, key="")
    # Without the environment: a storage key or the endpoint of a rehearsal must not be used here.
    with state_container(backend, environment={}) as container:
        report = bootstrap(
            target,
            container=container,
            file=file,
            today=datetime.now(UTC).date(),
            steps=Steps(progress_console(as_json=as_json)),
            dry_run=dry_run,
        )
    variables = github_variables(target)
    if set_github and github is not None and not dry_run:
        set_github_variables(variables, repository=github.repository)
    document = {
        "dry_run": dry_run,
        "checks": report.checks,
        "made": report.made,
        "github_variables": variables,
    }
    view = (
        _variables_view(variables, repository=github.repository, were_set=set_github and not dry_run)
        if github
        else []
    )
    emit(CommandOutput(document=document, view=view), as_json=as_json)


def _variables_view(variables: dict[str, str], *, repository: str, were_set: bool) -> list[Text]:
    verb = "Set in" if were_set else "To set in"
    lines = [f"\n{verb} the GitHub repository {repository} (variables, not secrets):"]
    lines += [
        f"  gh variable set {name} --repo {repository} --body {value}" for name, value in variables.items()
    ]
    if not any(name.endswith(CLIENT_ID) for name in variables):
        lines.append("  The identities' client ids exist after the first deployment: run this again then.")
    return [Text(line) for line in lines]
