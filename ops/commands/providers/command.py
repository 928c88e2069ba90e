"""`ops providers lock`."""

import os
import re
from collections.abc import Sequence
from typing import Annotated, Final

import typer
from rich.text import Text

from ops.commands.providers.lock import LockRenewal, renewed
from ops.common.errors import ExitCode, UserError
from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.common.simulation import LEAVE_REHEARSAL, SIMULATED_VARIABLE, is_simulated
from ops.delivery.provider_locks import shown_lock_file
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.workspace import open_workspace
from ops.engine.environment_file import environment_names

# The runners of GitHub, and the machines of developers.
_PLATFORMS: Final = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64")
_PLATFORM: Final = re.compile(r"[a-z0-9]+_[a-z0-9]+")
_NO_INPUTS: Final = ReleaseInputs(images={}, secrets={}, revisions={})

_providers = typer.Typer(
    name="providers",
    help="Renew the checksums of the providers that the repository keeps.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.add_typer(_providers)


class LockOptionError(UserError):
    """A platform or a mirror that Terraform would refuse, after a long synthesis."""

    exit_code = ExitCode.USAGE


class SimulatedRegistryError(UserError):
    """A renewal in the shell of a rehearsal, whose providers are stand-ins."""

    exit_code = ExitCode.USAGE


@_providers.command()
def lock(
    *,
    platform: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Platform; can be repeated. Default: {', '.join(_PLATFORMS)}.", metavar="OS_ARCHITECTURE"
        ),
    ] = None,
    mirror: Annotated[
        str, typer.Option(help="A mirror of the registry (network mirror protocol).", metavar="URL")
    ] = "",
    verify: Annotated[
        bool, typer.Option("--verify", help="Write nothing; exit code 14 when a file would change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Renew stacks/*/.terraform.lock.hcl from the registry: the checksums of each stack's providers.

    Run it after a provider's version changed, where the registry of the engine can be reached. Downloads
    every provider for each platform. Review the difference with git.
    """
    _require_no_rehearsal()
    _require_usable(platform or (), mirror=mirror)
    renewals = _renewals(platforms=platform or _PLATFORMS, mirror=mirror, as_json=as_json)
    changed = [renewal for renewal in renewals if renewal.changed]
    view = [_line(renewal, verify=verify) for renewal in renewals]
    document = [
        {"stack": each.stack, "file": shown_lock_file(each.stack), "changed": each in changed}
        for each in renewals
    ]
    if not verify:
        for renewal in changed:
            renewal.keep()
    emit(CommandOutput(document=document, view=view), as_json=as_json)
    if verify and changed:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _renewals(*, platforms: Sequence[str], mirror: str, as_json: bool) -> list[LockRenewal]:
    """Renew all stacks before any file of the repository is written.

    Environments need different providers, and each stack has one lock file for all of them.
    """
    steps = Steps(progress_console(as_json=as_json))
    with steps.step("Synthesis") as step:
        names = environment_names()
        workspaces = [open_workspace(environment=name) for name in names]
        step.result = ", ".join(names)
    made = []
    for stack in workspaces[0].stacks:
        with steps.step(stack.name) as step:
            providers = {p for workspace in workspaces for p in workspace.stack(stack.name).providers}
            terraform = workspaces[0].terraform(stack, _NO_INPUTS)
            terraform.folder = workspaces[0].folder / "providers" / stack.name
            made.append(
                renewed(
                    stack.name,
                    required=sorted(providers, key=lambda provider: provider.source),
                    terraform=terraform,
                    platforms=platforms,
                    mirror=mirror,
                )
            )
            step.result = ", ".join(f"{each.source} {each.version}" for each in made[-1].entries)
    return made


def _line(renewal: LockRenewal, *, verify: bool) -> Text:
    counts = ", ".join(
        f"{entry.source.rpartition('/')[2]} {entry.version}: {len(entry.checksums)} checksums"
        for entry in renewal.entries
    )
    if not renewal.changed:
        return Text(f"{shown_lock_file(renewal.stack)}: unchanged ({counts})")
    return Text(f"{shown_lock_file(renewal.stack)}: {'differs' if verify else 'written'} ({counts})")


def _require_usable(platforms: Sequence[str], *, mirror: str) -> None:
    for platform in platforms:
        if not _PLATFORM.fullmatch(platform):
            raise LockOptionError(
                f"'{platform}' is not a platform",
                where="--platform",
                remedy="for example: --platform linux_amd64",
            )
    if mirror and not mirror.startswith("https://"):
        raise LockOptionError(
            f"'{mirror}' is not the URL of a mirror: it must begin with https://",
            where="--mirror",
            remedy="for example: --mirror https://mirror.example.com/providers/",
        )


def _require_no_rehearsal() -> None:
    if is_simulated(os.environ):
        raise SimulatedRegistryError(
            "this shell works on a rehearsal, whose providers are stand-ins with other checksums",
            where=SIMULATED_VARIABLE,
            remedy=f"nothing was written: {LEAVE_REHEARSAL}",
        )
