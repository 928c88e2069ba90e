"""The terminal view of an environment's plan."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops.common.visible_text import visible, visible_line
from ops.delivery.cost.terminal import change_view
from ops.delivery.planning.changes import ResourceChange
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from ops.delivery.planning.text import UNKNOWN_KEYS, change_lines, counts, ignored_line, masked_notice
from ops.engine.terraform.product import Product

_STYLES: Final = {"+": "green", "-": "bold red", "!": "yellow", " ": "dim"}


def plan_view(report: PlanReport) -> RenderableType:
    """Return a table of the stacks, a warning about destroyed resources, and the changes of each stack."""
    if report.empty:
        ignored = [line for stack in report.planned for line in _ignored(stack)]
        return Group(
            *_origin(report), Text(f"{visible_line(report.environment)}: no changes", style="green"), *ignored
        )
    return Group(
        *_origin(report),
        _table(report),
        *_cost(report),
        *_alarm(report),
        *_sections(report),
        *_unknown(report),
        *_masked(report),
    )


def _origin(report: PlanReport) -> Iterator[RenderableType]:
    """Yield the base of a rehearsed plan and what was refused; nothing for a real plan."""
    rehearsed = report.rehearsed
    if rehearsed is None:
        return
    yield Text(f"On top of {rehearsed.base[:12]}, in a simulated cloud", style="bold")
    for note in rehearsed.notes:
        yield Text(f"  {note}", style="yellow")
    if rehearsed.refusal:
        yield Text(f"{rehearsed.refusal.stack} was refused:", style="bold red")
        yield Padding(Text(visible(rehearsed.refusal.reason)), (0, 0, 1, 2))


def _table(report: PlanReport) -> Table:
    columns = ["stack", "what would happen", "changed outside", "fingerprint"]
    # A simulated cloud has no changes from outside, and no deployment compares its fingerprints.
    shown = 2 if report.rehearsed else len(columns)
    table = Table(*columns[:shown], box=None, pad_edge=False)
    for stack in report.stacks:
        table.add_row(*_row(stack)[:shown])
    return table


def _row(stack: PlannedStack | UnplannedStack) -> tuple[RenderableType, ...]:
    if isinstance(stack, UnplannedStack):
        return stack.name, Text("cannot be planned yet", style="yellow"), "", ""
    outside = str(len(stack.changes.outside) or "")
    return stack.name, counts(stack.changes.count), outside, Text(stack.fingerprint, style="dim")


def _cost(report: PlanReport) -> Iterator[RenderableType]:
    if report.cost:
        yield Padding(
            change_view(report.cost, without=[stack.name for stack in report.unplanned]), (1, 0, 0, 0)
        )


def _alarm(report: PlanReport) -> Iterator[RenderableType]:
    if report.destructive:
        yield Text(f"\n{len(report.destructive)} of what exists would be taken away:", style="bold red")
    for change in report.destructive:
        yield Text(f"  {next(change_lines(change))}", style="bold red")
    for loss in report.data_loss:
        yield Text(f"  data lost: {visible_line(loss)}", style="bold red")


def _sections(report: PlanReport) -> Iterator[RenderableType]:
    for stack in report.stacks:
        if isinstance(stack, UnplannedStack):
            yield _heading(f"{stack.name}: cannot be planned yet")
            yield Padding(Text(visible(stack.reason)), (0, 0, 0, 2))
        else:
            yield from _stack(stack, report.product)


def _stack(stack: PlannedStack, product: Product) -> Iterator[RenderableType]:
    if stack.changes.planned:
        yield _heading(stack.name)
        yield from _changes(stack.changes.planned)
    if stack.changes.outputs:
        yield Text(f"  outputs: {', '.join(stack.changes.outputs)}", style="dim")
    yield from _ignored(stack)
    if stack.changes.outside:
        yield _heading(f"{stack.name}: changed outside {product.name}")
        yield from _changes(stack.changes.outside)


def _ignored(stack: PlannedStack) -> Iterator[Text]:
    for setting in stack.changes.without_effect:
        yield Text(f"  {ignored_line(setting)}", style="yellow")


def _unknown(report: PlanReport) -> Iterator[Text]:
    if report.unknown_keys:
        yield Text(f"\n{UNKNOWN_KEYS}", style="yellow")
    for name in report.unknown_keys:
        yield Text(f"  {name}", style="yellow")


def _masked(report: PlanReport) -> Iterator[Text]:
    if report.masked:
        yield Text(f"\n{masked_notice(report.masked)}", style="dim")


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _changes(changes: tuple[ResourceChange, ...]) -> Iterator[Text]:
    for change in changes:
        for line in change_lines(change):
            yield Text(f"  {line}", style=_STYLES[line[0]])
