"""The table of the checks for people, and the remedy for each line that is not green."""

from collections.abc import Sequence
from typing import Final

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ops.commands.bootstrap.preflight.outcome import CheckOutcome, CheckVerdict
from ops.commands.bootstrap.preflight.regions import Candidate

_STYLES: Final = {
    CheckVerdict.PASSED: "green",
    CheckVerdict.REFUSED: "bold red",
    CheckVerdict.NOT_CHECKED: "yellow",
}


def preflight_view(outcomes: Sequence[CheckOutcome], candidates: Sequence[Candidate]) -> list[RenderableType]:
    """Return the table of the checks, the remedies, and the table of the candidates."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Check", no_wrap=True)
    table.add_column("Result", no_wrap=True)
    table.add_column("Seen", overflow="fold")
    for one in outcomes:
        table.add_row(Text(one.check), Text(one.verdict, style=_STYLES[one.verdict]), Text(one.detail))
    return [table, *_remedies(outcomes), *_candidates(candidates)]


def _remedies(outcomes: Sequence[CheckOutcome]) -> list[Text]:
    lines: list[Text] = []
    for one in outcomes:
        if one.verdict == CheckVerdict.PASSED or one.awaits:
            continue
        lines.append(Text.assemble((f"{one.check}: ", _STYLES[one.verdict]), one.remedy))
        if one.where:
            lines.append(Text(f"  where: {one.where}", style="dim"))
    awaited = sorted({one.awaits for one in outcomes if one.awaits})
    if awaited:
        lines.append(
            Text(f"`ops bootstrap` registers {', '.join(awaited)}, then makes the checks that wait for them")
        )
    return lines


def _candidates(candidates: Sequence[Candidate]) -> list[RenderableType]:
    if not candidates:
        return []
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Region", no_wrap=True)
    table.add_column("Result", no_wrap=True)
    table.add_column("Seen", overflow="fold")
    for one in candidates:
        verdict = Text("accepts", style="green") if one.accepts else Text("refuses", style="bold red")
        open_ = [outcome for outcome in one.outcomes if outcome.verdict != CheckVerdict.PASSED]
        seen = "; ".join(f"{outcome.check}: {outcome.detail}" for outcome in open_)
        if open_ and all(outcome.verdict == CheckVerdict.NOT_CHECKED for outcome in open_):
            verdict = Text("not checked", style="yellow")
        table.add_row(Text(one.region), verdict, Text(seen or "all regional checks pass"))
    return [table]
