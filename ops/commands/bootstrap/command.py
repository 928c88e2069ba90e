"""`ops bootstrap`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from contract.stacks import StackName
from ops.clients.azure.environment import AzureTarget, open_target
from ops.clients.azure.github_variables import (
    CLIENT_ID,
    deployment_variables,
    gh_arguments,
    github_variables,
    set_github_variables,
)
from ops.clients.azure.state_container import state_container
from ops.clients.github.subjects import trusted_subjects
from ops.commands.bootstrap.look import look
from ops.commands.bootstrap.preflight.checks import checks_of
from ops.commands.bootstrap.preflight.github import subject_check
from ops.commands.bootstrap.preflight.outcome import CheckOutcome, CheckVerdict, PreflightCheck
from ops.commands.bootstrap.preflight.view import preflight_view
from ops.commands.bootstrap.run import bootstrap
from ops.common.arguments import checked_regions
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit, progress_console, show
from ops.common.progress import Steps
from ops.delivery.workspace import open_workspace
from ops.engine.synthesis.document import StateBackend


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bootstrap")(bootstrap_command)


def bootstrap_command(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    check: Annotated[
        bool, typer.Option("--check", help="Only check what could refuse the deployment; change nothing.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check, and show what would be made; change nothing.")
    ] = False,
    location: Annotated[
        list[str] | None,
        typer.Option(
            help="Also check whether this region would accept the deployment; repeat for each. Without it, "
            "the nearest regions are checked if the chosen one refuses.",
            metavar="REGION",
            callback=checked_regions,
        ),
    ] = None,
    allow_unchecked: Annotated[
        bool, typer.Option("--allow-unchecked", help="Go on although a check could not be made.")
    ] = False,
    set_github: Annotated[
        bool,
        typer.Option("--set-github", help="Set GitHub's variables with gh, not only print them."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Create what must exist before the first apply. Once per subscription; safe to run again.

    First checks everything that could refuse the first deployment half-way: subscription, roles, policies,
    region, sizes, quotas, the database's offer, names, GitHub's tokens. Prints one table with all findings.
    Nothing is created unless it is green. Then registers resource providers, creates the storage account of
    the states and the revision key, and sets the budgets' start month in the environment file. Prints the
    variables that the GitHub workflows need (those of another environment than production belong into its
    deployment environment); run it again after the first deployment, when their identities exist.

    Exit code 0: done, or nothing stands in the way. 14: a check refuses or could not be made; nothing was
    created.
    """
    target, file = open_target(environment)
    github = target.environment.github
    if set_github and github is None:
        raise UserError(
            "this environment has no repository",
            where=f"{file}: github",
            remedy="add the section github, or omit --set-github",
        )
    only_look = check or dry_run
    console = progress_console(as_json=as_json)
    steps = Steps(console)
    seen = look(
        target,
        (*checks_of(target.environment), *_github_checks(target, file=file, environment=environment)),
        steps=steps,
        locations=location or (),
        register=not only_look,
    )
    view = CommandOutput(document=None, view=preflight_view(seen.outcomes, seen.candidates))
    show(view, console=console)
    document: dict[str, Any] = {
        "dry_run": only_look,
        "checks": {one.check: one.detail for one in seen.outcomes if one.verdict == CheckVerdict.PASSED},
        "preflight": seen.document(allow_unchecked=allow_unchecked),
        "made": list(seen.registered),
    }
    stops = seen.blocking(allow_unchecked=allow_unchecked)
    refused = any(one.verdict == CheckVerdict.REFUSED for one in stops)
    if check or refused or (stops and not dry_run):
        emit(CommandOutput(document=document, view=_verdict(stops)), as_json=as_json)
    else:
        made, variables = _make(target, file=file, steps=steps, dry_run=dry_run)
        scope = None
        if environment != DEFAULT_ENVIRONMENT and github is not None:
            scope, variables = github.deployment_environment, deployment_variables(variables)
        if set_github and github is not None and not dry_run:
            set_github_variables(variables, repository=github.repository, environment=scope)
        document["made"] += made
        document["github_variables"] = variables
        view_of_variables = (
            _variables_view(
                variables,
                repository=github.repository,
                environment=scope,
                were_set=set_github and not dry_run,
            )
            if github
            else []
        )
        emit(CommandOutput(document=document, view=view_of_variables), as_json=as_json)
    if stops:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _github_checks(target: AzureTarget, *, file: Path, environment: str) -> Sequence[PreflightCheck]:
    settings = target.environment.github
    if settings is None:
        return ()

    def trusted() -> list[str]:
        workspace = open_workspace(environment=environment)
        return trusted_subjects(workspace.stack(StackName.FOUNDATION).document)

    return (subject_check(settings, file=file, trusted=trusted),)


def _make(
    target: AzureTarget, *, file: Path, steps: Steps, dry_run: bool
) -> tuple[list[str], dict[str, str]]:
    """Make what is missing, or report it; return that, and GitHub's variables."""
    state = target.environment.state
    backend = StateBackend(account=state.storage_account, container=state.container, key="")
    # Without the environment: a storage key or the endpoint of a rehearsal must not be used here.
    with state_container(backend, environment={}) as container:
        report = bootstrap(
            target,
            container=container,
            file=file,
            today=datetime.now(UTC).date(),
            steps=steps,
            dry_run=dry_run,
        )
    return report.made, github_variables(target)


def _verdict(stops: Sequence[CheckOutcome]) -> list[Text]:
    if not stops:
        return [Text("Nothing stands in the way of the deployment. Nothing was created.")]
    return [Text(f"Nothing was created: {', '.join(one.check for one in stops)}")]


def _variables_view(
    variables: dict[str, str], *, repository: str, environment: str | None, were_set: bool
) -> list[Text]:
    verb = "Set in" if were_set else "To set in"
    scope = f", environment {environment}" if environment else ""
    lines = [f"\n{verb} the GitHub repository {repository}{scope} (variables, not secrets):"]
    lines += [
        f"  gh {' '.join(gh_arguments(name, value, repository=repository, environment=environment))}"
        for name, value in variables.items()
    ]
    if not any(name.endswith(CLIENT_ID) for name in variables):
        lines.append("  The identities' client ids exist after the first deployment: run this again then.")
    return [Text(line) for line in lines]
