"""The command `rehearse ls`."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import typer
from rich.text import Text

from ops.common.errors import UserError
from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit
from ops.common.visible_text import visible_line
from rehearsal.common.home import Home, all_homes, rehearsal_home
from rehearsal.session import record


@dataclass(frozen=True, kw_only=True)
class RehearsalEntry:
    """A rehearsal in the list; `here`: the one that commands use without --name.

    `name` is empty for a folder that REHEARSAL_HOME names.
    """

    name: str
    environment: str
    state_store: str
    here: bool
    folder: str


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command("ls")(list_rehearsals)


def list_rehearsals(*, as_json: AsJson = False) -> None:
    """List the rehearsals of this clone: environment, state store, folder. Read-only."""
    found = list(_entries())
    empty = Text(f"Nothing is rehearsed. Begin with: {rehearsal_home().command('rehearse up')}")
    emit(
        CommandOutput(document=[asdict(one) for one in found], view=_lines(found) if found else [empty]),
        as_json=as_json,
    )


def _entries() -> Iterator[RehearsalEntry]:
    here = rehearsal_home()
    for home in all_homes():
        if home.record.is_file():
            environment, store = _state(home)
            yield RehearsalEntry(
                name=home.name,
                environment=environment,
                state_store=store,
                here=home == here,
                folder=str(home.root),
            )


def _state(home: Home) -> tuple[str, str]:
    try:
        found = record.load(home)
    except UserError as error:
        return "?", error.what
    if found is None:
        return "?", "ended just now"
    return found.environment, f"port {found.port}" if found.process.alive() else "stopped"


def _lines(found: list[RehearsalEntry]) -> list[Text]:
    """Return a line for each rehearsal. No name and no folder is cut: commands take them."""
    rows = [
        (
            "*" if one.here else " ",
            one.name or "(REHEARSAL_HOME)",
            one.environment,
            one.state_store,
            one.folder,
        )
        for one in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        Text(
            visible_line(
                " ".join([*(f"{cell:<{width}} " for cell, width in zip(row, widths, strict=False)), row[4]])
            )
        )
        for row in rows
    ]
