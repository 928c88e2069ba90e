"""The commands `ops status` and `ops open`."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final

import typer
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from contract.stacks import StackName
from ops.commands.status.summary import EnvironmentSummary, public_url, summarize
from ops.common.errors import UserError
from ops.common.last_check import CheckKind, LastCheck
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit
from ops.common.simulation import LEAVE_REHEARSAL, SIMULATED_VARIABLE, is_simulated, simulated_world
from ops.common.visible_text import visible_line
from ops.delivery.releases.images import short_images
from ops.delivery.releases.release import BrokenRelease, Outcome, Release
from ops.delivery.states.report import StateReport, report_of
from ops.delivery.workspace import open_state

_NAME_WIDTH: Final = 13
_OUTCOMES = {Outcome.FAILED: "bold red", Outcome.RUNNING: "yellow"}


class NoAddressError(UserError):
    """An environment without a public address."""


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.command()(status)
    app.command("open")(open_application)


def status(*, environment: Environment = DEFAULT_ENVIRONMENT, as_json: AsJson = False) -> None:
    """Show the live release, the URL, who deploys, and the states. Read-only; takes no lock.

    Reads the state store only: no Terraform, no cluster. For the components, run ops health.
    """
    with open_state(environment=environment) as container:
        found = summarize(container, environment=environment)
    emit(
        CommandOutput(document={**found.document(), "simulated": is_simulated()}, view=_view(found)),
        as_json=as_json,
    )


def open_application(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    only_print: Annotated[bool, typer.Option("--print", help="Print the URL; open no browser.")] = False,
) -> None:
    """Open the application in the browser, or print its URL."""
    with open_state(environment=environment) as container:
        url = public_url(report_of(container, environment=environment, stack=StackName.APP))
    if url is None:
        raise NoAddressError(
            f"'{environment}' has no public URL: its app stack is not applied, or its state cannot be read",
            where="output public_url",
            remedy="deploy it: ops deploy; or look at the states: ops status",
        )
    typer.echo(url)
    if only_print:
        return
    if is_simulated():
        raise NoAddressError(
            f"'{environment}' is simulated: nothing answers at {url}",
            where=SIMULATED_VARIABLE,
            remedy=f"print the URL only: ops open --print; or {LEAVE_REHEARSAL}",
        )
    typer.launch(url)


def _view(found: EnvironmentSummary) -> Sequence[RenderableType]:
    return [
        *(_fact(name, value) for name, value in _facts(found)),
        _states(found.states, lost=found.damages),
        *(Text(f"Problem: {problem}", style="bold red") for problem in found.problems),
    ]


def _fact(name: str, value: Text) -> Text:
    """Return a fact with its name in front. No URL, path or id is cut or folded: commands take them."""
    first, *others = value.split("\n")
    indented = [Text(" " * _NAME_WIDTH).append(line) for line in others]
    return Text("\n").join([Text.assemble((f"{name:<{_NAME_WIDTH}}", "bold"), first), *indented])


def _facts(found: EnvironmentSummary) -> Iterator[tuple[str, Text]]:
    yield "Environment", Text(found.environment)
    if world := simulated_world():
        yield "World", Text(f"simulated, {world}", style="yellow")
    unknown = "not known: see the state of app below" if StackName.APP in found.damages else "none yet"
    yield "URL", Text(found.url or unknown)
    yield from _live(found)
    if found.newest:
        yield "Newest", _release(found.newest)
    holder = found.deploying
    deploying = f"{holder.who} since {holder.since} ({holder.command})" if holder else "nobody"
    yield "Deploying", Text(deploying, style="yellow" if holder else "")
    for check, last in found.checks.items():
        yield check.capitalize(), _check(check, last, environment=found.environment)


def _check(check: CheckKind, last: LastCheck | None, *, environment: str) -> Text:
    command = f"ops {check} --environment {environment}"
    if last is None:
        return Text(f"not checked from this machine: {command}")
    said = f"{last.result} at {_local(last.at)}, from this machine; again: {command}"
    return Text(visible_line(said), style="" if last.passed else "bold red")


def _live(found: EnvironmentSummary) -> Iterator[tuple[str, Text]]:
    if found.live:
        yield "Live", _release(found.live)
    elif found.uncertain:
        yield "Live", Text(f"not certain: {found.uncertain}", style="yellow")
        yield "Last passed", _release(found.last_passed) if found.last_passed else Text("none")
    else:
        yield "Live", Text("no release has passed yet")


def _release(release: Release | BrokenRelease) -> Text:
    if isinstance(release, BrokenRelease):
        return Text(f"{release.id}\nits record cannot be read: {release.problem}", style="bold red")
    ended = f"{release.outcome} at {_local(release.finished_at)}" if release.finished_at else release.outcome
    lines = [release.id, f"{ended}, by {release.by}", short_images(release)]
    if release.reason:
        lines.append(release.reason.splitlines()[0])
    return Text("\n".join(lines), style=_OUTCOMES.get(release.outcome, ""))


def _states(states: Sequence[StateReport], *, lost: Collection[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("State", "Resources", "Written", "Lock"):
        table.add_column(column, overflow="fold")
    for state in states:
        table.add_row(
            state.stack,
            str(len(state.file.addresses)) if state.file else "-",
            _local(state.stored.modified) if state.stored else "lost" if state.stack in lost else "never",
            state.lock.holder if state.lock else "free",
        )
    return table


def _local(time: datetime) -> str:
    return f"{time.astimezone():%Y-%m-%d %H:%M:%S %Z}"
