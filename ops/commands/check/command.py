"""`ops check`."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from ops.commands.check.providers import Providers, require_possible
from ops.commands.check.run import EnvironmentsCheck, StackFinding
from ops.common.arguments import checked_environments
from ops.common.errors import ExitCode
from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.engine.environment_file import environment_names, require_good_environments
from ops.engine.terraform.events import Level


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(check)


def check(
    *,
    environment: Annotated[
        list[str] | None,
        typer.Option(
            "--environment",
            "-e",
            help="Environment; can be repeated. Default: all.",
            metavar="NAME",
            callback=checked_environments,
        ),
    ] = None,
    providers: Annotated[
        Providers,
        typer.Option(
            help="Also validate each stack with its providers: of the registry, or of the mirror that "
            "Terraform's configuration names (TF_CLI_CONFIG_FILE; a rehearsal's are stand-ins).",
        ),
    ] = Providers.NONE,
    files_only: Annotated[
        bool, typer.Option("--files-only", help="Read the files alone, in less than a second.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check environments without an account: their files, stacks, and the providers' validation.

    Opens no state and needs no credentials. All environment files are read before anything else: regions,
    sizes, versions, zones, names and addresses that do not exist or are reserved, pods that fit no node, and
    names that two environments share. `rehearse up`, `ops plan` and `ops deploy` begin with it.

    Exit code 0: nothing found. 4: an environment file is refused. 14: a provider refuses a stack, or the node
    pool is too small.
    """
    require_possible(providers, variables=os.environ)
    names = environment or environment_names()
    require_good_environments(names)
    if files_only:
        done = Text(f"environment files checked: {len(names)}, nothing found")
        emit(CommandOutput(document=_document(names, []), view=[done]), as_json=as_json)
        return
    steps = Steps(progress_console(as_json=as_json))
    run = EnvironmentsCheck(providers=providers, variables=os.environ, steps=steps)
    found = [finding for name in names for finding in run.environment(name)]
    emit(CommandOutput(document=_document(names, found), view=_view(found)), as_json=as_json)
    if any(finding.problem.severity is Level.ERROR for finding in found):
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _document(names: Sequence[str], found: Sequence[StackFinding]) -> dict[str, object]:
    return {"environments": list(names), "findings": [asdict(finding) for finding in found]}


def _view(found: Sequence[StackFinding]) -> list[Text]:
    return [line for finding in found for line in _lines(finding)]


def _lines(finding: StackFinding) -> list[Text]:
    problem = finding.problem
    place = " ".join(part for part in (problem.address, problem.argument) if part)
    where = f"{problem.file}:{problem.line}" if problem.line else problem.file
    heading = f"{problem.severity}: {finding.environment}, {finding.stack}: {place or 'the stack'}"
    said = [problem.summary, *problem.detail.splitlines(), f"where: {where}"]
    style = "red" if problem.severity is Level.ERROR else "yellow"
    return [Text(heading, style=style), *(Text(f"  {line}") for line in said)]
