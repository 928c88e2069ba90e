"""The plan of an environment as one HTML file, to attach to a change request. Secret values are masked."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from ops.common.html_page import html_page, html_table, shown
from ops.delivery.cost.wording import change_line
from ops.delivery.planning.changes import ResourceChange
from ops.delivery.planning.report import PlannedStack, PlanReport, Rehearsed, UnplannedStack
from ops.delivery.planning.text import UNKNOWN_KEYS, change_lines, counts, ignored_line, masked_notice

_COLUMNS: Final = ("Stack", "What would happen", "Changed outside", "Fingerprint")


def plan_page(report: PlanReport, *, at: datetime) -> str:
    """Return the page of a plan that was made at this time."""
    kind = "Rehearsal" if report.rehearsed else "Plan"
    title = f"{kind} for {report.environment} at {report.commit[:12]}"
    return html_page(title, _parts(report, title=title, at=at))


def _parts(report: PlanReport, *, title: str, at: datetime) -> Iterator[str]:
    yield f"<h1>{shown(title)}</h1>"
    yield f"<p>{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {shown(report.product.name)}.</p>"
    if report.rehearsed:
        yield from _origin(report.rehearsed)
    if report.empty:
        yield "<p><strong>No changes.</strong></p>"
    # A simulated cloud has no changes from outside, and no deployment compares its fingerprints.
    columns = 2 if report.rehearsed else len(_COLUMNS)
    yield from html_table("Stacks", _COLUMNS[:columns], (_row(stack)[:columns] for stack in report.stacks))
    if report.cost:
        yield f"<p>{shown(change_line(report.cost, without=[stack.name for stack in report.unplanned]))}</p>"
    yield from _destroyed(report)
    for stack in report.stacks:
        yield from _stack(stack, product=report.product.name)
    if report.unknown_keys:
        yield f"<p>{shown(UNKNOWN_KEYS)}</p>"
        yield from _list(report.unknown_keys)
    yield from _list([*report.notices, *report.warnings])
    if report.masked:
        yield f"<p>{shown(masked_notice(report.masked))}</p>"


def _origin(rehearsed: Rehearsed) -> Iterator[str]:
    yield f"<p>On top of {shown(rehearsed.base[:12])}, in a simulated cloud. This is no review.</p>"
    yield from _list(rehearsed.notes)
    if refusal := rehearsed.refusal:
        yield f"<h2>{shown(refusal.stack)} was refused</h2>\n<pre>{shown(refusal.reason)}</pre>"


def _destroyed(report: PlanReport) -> Iterator[str]:
    if report.destructive:
        yield f"<h2>{len(report.destructive)} of what exists would be taken away</h2>"
        yield from _list(next(change_lines(change)) for change in report.destructive)
        yield from _list(f"data lost: {loss}" for loss in report.data_loss)


def _row(stack: PlannedStack | UnplannedStack) -> tuple[str, ...]:
    if isinstance(stack, UnplannedStack):
        return stack.name, "cannot be planned yet", "", ""
    return stack.name, counts(stack.changes.count), str(len(stack.changes.outside) or ""), stack.fingerprint


def _stack(stack: PlannedStack | UnplannedStack, *, product: str) -> Iterator[str]:
    if isinstance(stack, UnplannedStack):
        yield f"<h2>{shown(stack.name)}: cannot be planned yet</h2>\n<pre>{shown(stack.reason)}</pre>"
        return
    if stack.changes.planned:
        yield f"<h2>{shown(stack.name)}</h2>"
        yield _changes(stack.changes.planned)
    if stack.changes.outputs:
        yield f"<p>Outputs of {shown(stack.name)}: {shown(', '.join(stack.changes.outputs))}</p>"
    yield from _list(ignored_line(setting) for setting in stack.changes.without_effect)
    if stack.changes.outside:
        yield f"<h2>{shown(stack.name)}: changed outside {shown(product)}</h2>"
        yield _changes(stack.changes.outside)


def _changes(changes: Iterable[ResourceChange]) -> str:
    lines = [line for change in changes for line in change_lines(change)]
    return f"<pre>{shown(chr(10).join(lines))}</pre>"


def _list(texts: Iterable[str]) -> Iterator[str]:
    items = "".join(f"<li>{shown(text)}</li>" for text in texts)
    if items:
        yield f"<ul>{items}</ul>"
