"""`ops rollback`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.commands.deploy.release_run import checks_of, collected_secrets, release_report, rollout_watcher
from ops.common.arguments import checked_text
from ops.common.confirmation import confirm
from ops.common.options import (
    DEFAULT_ENVIRONMENT,
    AsJson,
    Environment,
    LockTimeout,
    SmokeSeconds,
    Url,
    VaultName,
    Yes,
)
from ops.common.output import emit, progress_console
from ops.common.progress import Steps
from ops.common.visible_text import visible_line
from ops.delivery.deployment.deploy import Deployer
from ops.delivery.releases.content import ContentDifference, content_difference
from ops.delivery.releases.images import short_images
from ops.delivery.releases.inputs import release_inputs
from ops.delivery.releases.lease import Holder
from ops.delivery.releases.release import Release
from ops.delivery.releases.targets import RollbackTargets
from ops.delivery.secrets.revision_key import revision_key
from ops.delivery.workspace import open_without_stacks

_MOST_CHANGES: Final = 20
_UNASKED: Final = "add --yes to roll back without a question"


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(rollback)


def rollback(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    to: Annotated[
        str | None,
        typer.Option(
            help="Release: a number from `ops releases`, the beginning of an id, or an image tag. "
            "Default: the newest that passed, was not rolled back, and differs from what is live.",
            metavar="RELEASE",
            callback=checked_text,
        ),
    ] = None,
    url: Url = None,
    smoke_seconds: SmokeSeconds = 60.0,
    lock_timeout: LockTimeout = "30s",
    vault: VaultName = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Return to an earlier release: its recorded stack and images, with today's secrets.

    Shows what is live, the target and the difference, and asks. Exit code 1: nothing older differs from what
    is live. The others as for `ops deploy`.
    """
    console = progress_console(as_json=as_json)
    workspace = open_without_stacks(environment=environment)
    with workspace.container() as container:
        deployer = Deployer(
            workspace=workspace,
            container=container,
            holder=Holder.here(command="ops rollback"),
            steps=Steps(console),
            lock_timeout=lock_timeout,
            watcher=rollout_watcher(),
        )
        targets = RollbackTargets(deployer.releases)
        target = targets.named(to) if to else targets.default()
        stack = deployer.recorded(target)
        _show(console, targets, target)
        question = f"Roll '{environment}' back to {target.id} ({short_images(target)})?"
        confirm(question, yes=yes, remedy=_UNASKED)
        inputs = release_inputs(
            collected_secrets([stack], vault=vault), images=target.images, key=revision_key(container)
        )
        checked = replace(
            deployer, checks=checks_of(workspace, stack, inputs, url=url, seconds=smoke_seconds)
        )
        release = checked.roll_back(to=target, inputs=inputs, undoes=targets.undone())
    emit(release_report(release), as_json=as_json)


def _show(console: Console, targets: RollbackTargets, target: Release) -> None:
    """Print the candidates, and what the roll-back changes."""
    live = targets.live()
    console.print(_candidates(targets, live, target))
    before = targets.contents.of(live) if live else None
    after = targets.contents.of(target)
    if before is None or after is None:
        why = targets.uncertain() or f"the recorded stack of {live.id if live else target.id} cannot be read"
        line = f"What is live is not certain: {why}. All is applied again."
        console.print(Text(visible_line(line)), soft_wrap=True)
        return
    for line in _lines(content_difference(before, after)):
        console.print(Text(visible_line(line)), soft_wrap=True)
    console.print()


def _candidates(targets: RollbackTargets, live: Release | None, target: Release) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("mark", no_wrap=True)
    table.add_column("release", no_wrap=True, min_width=len(target.id))
    table.add_column("images", overflow="fold")
    if live:
        table.add_row("live", Text(live.id), Text(short_images(live)))
    for release in targets.listed(target):
        chosen = release == target
        mark = Text("→ target", style="bold") if chosen else Text("  or --to", style="dim")
        table.add_row(mark, Text(release.id), Text(short_images(release)))
    return table


def _lines(difference: ContentDifference) -> Iterator[str]:
    for change in difference.images:
        yield f"  image   {change.line}"
    for change in difference.stack[:_MOST_CHANGES]:
        yield f"  stack   {change.line}"
    more = len(difference.stack) - _MOST_CHANGES
    if more > 0:
        yield f"  stack   and {more} more arguments"
    if not difference.stack:
        yield "  stack   no difference"
