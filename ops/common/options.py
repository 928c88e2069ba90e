"""The options that several commands share."""

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from ops.common.arguments import (
    checked_duration,
    checked_environment,
    checked_images,
    checked_inputs,
    checked_output,
    checked_seconds,
    checked_stacks,
    checked_tag,
    checked_url,
    checked_vault,
)
from ops.common.errors import ExitCode, UserError
from ops.common.named_environment import note_environment

DEFAULT_ENVIRONMENT: Final = "production"
_ENVIRONMENT_VARIABLE: Final = "ENVIRONMENT"


def _environment(value: str) -> str:
    usual = os.environ.get(_ENVIRONMENT_VARIABLE) or DEFAULT_ENVIRONMENT
    return note_environment(checked_environment(value), usual=usual)


Environment = Annotated[
    str,
    typer.Option(
        "--environment",
        "-e",
        envvar=_ENVIRONMENT_VARIABLE,
        help="Environment, from environments/<name>.yaml.",
        metavar="NAME",
        callback=_environment,
    ),
]
Stacks = Annotated[
    list[str] | None,
    typer.Argument(help="Stacks, in any order. Default: all.", metavar="[STACK]...", callback=checked_stacks),
]
PlanFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--from",
        help="Read the plan from a file of `terraform show -json`, of any project; `-` is standard input. "
        "Can be repeated: one stack a file. Needs no cloud.",
        metavar="FILE",
        callback=checked_inputs,
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report",
        help="Write an HTML report, to attach, into this file. It has no secret.",
        metavar="FILE",
        callback=checked_output,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document; progress goes to standard error.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")]
ImageTag = Annotated[
    str | None,
    typer.Option(help="Image tag to release, for all workloads.", metavar="TAG", callback=checked_tag),
]
ImageNames = Annotated[
    list[str] | None,
    typer.Option(
        help="Image of one workload, such as backend=registry/repository@sha256:….",
        metavar="NAME=IMAGE",
        callback=checked_images,
    ),
]
LockTimeout = Annotated[
    str, typer.Option(help="Time to wait for a state lock, such as 60s.", callback=checked_duration)
]
Url = Annotated[
    str | None,
    typer.Option(
        help="URL to smoke-test. Default: output `public_url` of the app stack.",
        metavar="URL",
        callback=checked_url,
    ),
]
SmokeSeconds = Annotated[
    float, typer.Option(help="Time limit for the smoke tests to pass.", min=0, callback=checked_seconds)
]
VaultName = Annotated[
    str | None,
    typer.Option(
        "--vault",
        envvar="OPS_VAULT",
        help="Name of the key vault with the secrets.",
        metavar="NAME",
        callback=checked_vault,
    ),
]


class OptionConflictError(UserError):
    """Options that exclude one another."""

    exit_code = ExitCode.USAGE


def refuse_beside_plan_files(**options: object) -> None:
    """Raise OptionConflictError when one of these is given beside `--from`; the keys are their names."""
    given = [name.replace("_", "-") for name, value in options.items() if value]
    if given:
        raise OptionConflictError(
            f"--from reads a plan that exists; {', '.join(given)} has no meaning beside it",
            where="--from",
            remedy="leave out one of them",
        )
