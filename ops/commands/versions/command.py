"""`ops versions`."""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from contract.version_support import NOTED_ON
from ops.clients.github.environment import connect, own_login
from ops.clients.github.managed_issue import ManagedIssues
from ops.commands.versions.issue import LABEL, settle
from ops.commands.versions.pins import VersionPin, pins
from ops.commands.versions.published import newest
from ops.commands.versions.report import URGENT, JudgedPin, judge, markdown, urgent
from ops.common.arguments import checked_output
from ops.common.errors import ExitCode
from ops.common.markdown_file import make_markdown_folder, write_markdown
from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit
from ops.engine.environment_file import environment_names
from ops.engine.synthesis.stacks import synthesize

_TIMEOUT_SECONDS: Final = 30


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(versions)


def versions(
    *,
    ask: Annotated[
        bool, typer.Option("--newest", help="Also ask the registries for the newest versions.")
    ] = False,
    issue: Annotated[
        bool, typer.Option("--issue", help="Maintain one GitHub issue about versions that need to be moved.")
    ] = False,
    page: Annotated[
        Path | None,
        typer.Option(
            "--markdown", help="Also write the table to a file.", metavar="FILE", callback=checked_output
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the pinned versions: end of support, newest known, what moves each. Needs no network.

    Judged by the dates in contract/version_support.py; no network is needed without an option.

    Exit code 0: all are supported, or accepted by a decision. 14: support has ended, or ends within 90 days.
    """
    judged = _judged(today=datetime.now(UTC).date(), ask=ask)
    if page:
        make_markdown_folder(page.parent)
        write_markdown(page, markdown(judged))
    done = _settle(judged) if issue else ""
    document = {"versions": [{**asdict(each), "pin": _facts(each.pin)} for each in judged], "issue": done}
    emit(CommandOutput(document=document, view=_view(judged, done)), as_json=as_json)
    if urgent(judged):
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _judged(*, today: date, ask: bool) -> list[JudgedPin]:
    with tempfile.TemporaryDirectory(prefix="versions-") as folder:
        names = environment_names()
        chosen = "production" if "production" in names else names[0]
        found = pins(synthesize(environment=chosen, out=Path(folder)))
    if not ask:
        return [judge(pin, today=today) for pin in found]
    with httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=True) as client:
        return [judge(pin, today=today, **told(pin, client)) for pin in found]


def told(pin: VersionPin, client: httpx.Client) -> dict[str, str]:
    """Return the `newest` version in a pin's registry, or the `problem`; nothing without a registry."""
    if pin.published is None:
        return {}
    try:
        return {"newest": newest(pin.published(client))}
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        return {"problem": f"{type(error).__name__}: {error}"}


def _settle(judged: Sequence[JudgedPin]) -> str:
    github = connect()
    return settle(ManagedIssues(github, author=own_login(github), label=LABEL), judged)


def _facts(pin: VersionPin) -> dict[str, str]:
    return {"program": pin.program, "version": pin.version, "place": pin.place, "moved_by": pin.moved_by}


def table(judged: Sequence[JudgedPin]) -> Table:
    """Return the pins, the urgent ones first; those that differ in their place alone are one row."""
    found = Table(box=box.SIMPLE)
    for name in ("program", "pinned", "support until", "newest known"):
        found.add_column(name, overflow="fold")
    first = urgent(judged)
    rows: dict[tuple[str, str, str, str], str] = {}
    for each in [*first, *(each for each in judged if each not in first)]:
        cells = (each.pin.program, each.pin.version, each.support, each.newest)
        rows[cells] = "red" if each.state in URGENT else ""
    for cells, style in rows.items():
        found.add_row(*(Text(cell, style=style) for cell in cells))
    return found


def moves(judged: Sequence[JudgedPin]) -> str:
    """Return what moves the pins, with the programs of each: in a cell, a long command would be cut."""
    programs: dict[str, dict[str, None]] = {}
    for each in judged:
        programs.setdefault(each.pin.moved_by, {})[each.pin.program] = None
    return "\n".join(f"{moved_by}\n    {', '.join(names)}" for moved_by, names in programs.items())


def _view(judged: Sequence[JudgedPin], done: str) -> list[RenderableType]:
    dates = f"Dates as noted on {NOTED_ON}; --markdown FILE has the sources."
    issue = [Text(f"issue {done}")] if done else []
    return [table(judged), Text(f"Moved by:\n{moves(judged)}\n\n{dates}"), *issue]
