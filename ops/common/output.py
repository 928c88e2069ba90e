"""The output of a command: one JSON document for programs, or a view for people."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typer
from rich.console import Console, Group, RenderableType
from rich.text import Text

from ops.common.visible_text import visible


@dataclass(frozen=True, kw_only=True)
class CommandOutput:
    """The result of a command in both forms. A command without a view has printed its lines on the way."""

    document: Any
    view: Sequence[RenderableType] = ()


def emit(report: CommandOutput, *, as_json: bool) -> None:
    """Print a report on standard output: the document as JSON, or the view."""
    if as_json:
        typer.echo(json.dumps(report.document, indent=2, default=str))
    else:
        show(report, console=Console())


def show(report: CommandOutput, *, console: Console) -> None:
    """Print the view of a report. A line of text is not wrapped, so that it can be copied whole."""
    for part in report.view:
        console.print(_visible(part), soft_wrap=isinstance(part, str | Text))


def _visible(part: RenderableType) -> RenderableType:
    """Return a part in which no text can steer the terminal; rich drops some of its characters silently."""
    if isinstance(part, str):
        return visible(part)
    if isinstance(part, Text):
        plain = visible(part.plain)
        return part if plain == part.plain else Text(plain, style=part.style)
    if isinstance(part, Group):
        return Group(*(_visible(inner) for inner in part.renderables))
    return part


def progress_console(*, as_json: bool) -> Console:
    """Return the console for progress: standard error where standard output carries JSON."""
    return Console(stderr=as_json)
