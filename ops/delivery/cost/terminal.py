"""The terminal views of an estimate and of a cost change."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops.delivery.cost.amounts import Range, money, money_range
from ops.delivery.cost.change import CostChange, ResourceCostChange
from ops.delivery.cost.environment import EnvironmentCost
from ops.delivery.cost.estimate import ResourceCost
from ops.delivery.cost.wording import (
    UNVERIFIED,
    assumptions,
    budget_mails,
    change_line,
    change_verdict,
    described,
    grouped,
    headline,
    nodes,
    provider_name,
    quantities,
    rests_on,
    saving_lines,
    signed,
    unknown,
    unknown_lines,
    verdict,
    warnings,
)

_AZURE: Final = "azurerm_"


def cost_view(cost: EnvironmentCost) -> RenderableType:
    """Return the estimate by stack, most expensive first, with total and assumptions."""
    return Group(*_heading(cost), _table(cost), *_verdicts(cost), *_notes(cost))


def change_view(change: CostChange, *, without: Sequence[str] = ()) -> RenderableType:
    """Return a summary and a table of the changes; `without` names stacks that are not included."""
    line = Text(change_line(change, without=without), style="bold")
    missing = [Text(text, style="yellow") for text in unknown_lines(change.reasons)]
    judged = change_verdict(change, without=without)
    style = "bold red" if change.over_limit else "dim"
    return Group(
        line,
        *([] if change.unchanged else [_changes(change.resources, change.currency)]),
        *missing,
        *([Text(judged, style=style)] if judged else []),
    )


def _heading(cost: EnvironmentCost) -> Iterator[RenderableType]:
    yield Text.assemble((cost.environment, "bold"), ": expected cost a month, before taxes and discounts")
    yield Text(headline(cost), style="bold")
    yield Text(nodes(cost), style="dim")
    for warning in warnings(cost):
        yield Text(f"! {warning}", style="bold yellow")


def _table(cost: EnvironmentCost) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    table.add_column("")
    table.add_column("a month", justify="right", no_wrap=True)
    table.add_column("least – most", justify="right", no_wrap=True)
    currency = cost.estimate.currency
    for stack in dict.fromkeys(each.stack for each in cost.estimate.resources):
        members = cost.estimate.of_stack(stack)
        subtotal = Range.total(each.cost for each in members)
        table.add_row("")
        _row(table, Text(stack, style="bold"), subtotal, currency, style="bold")
        for name, resources, total in grouped(members):
            if total.maximum:
                _resource_rows(table, name, resources, total, currency)
    table.add_row("")
    for provider in dict.fromkeys(each.provider for each in cost.estimate.resources):
        _row(
            table, Text(f"billed by {provider_name(provider)}"), cost.estimate.of_provider(provider), currency
        )
    complete = not cost.estimate.missing
    name = "total" if complete else "total, at least"
    _row(table, Text(name, style="bold"), cost.estimate.total, currency, style="bold")
    if gaps := unknown(len(cost.estimate.missing), cost.estimate.counted):
        table.add_row(Text(gaps, style="bold yellow"), "", "")
    return table


def _resource_rows(
    table: Table, name: str, resources: Sequence[ResourceCost], total: Range, currency: str
) -> None:
    verified = all(each.verified for each in resources)
    _row(table, Text(f"  {name.replace(_AZURE, '')}"), total, currency, mark="" if verified else UNVERIFIED)
    lines = [line for line in resources[0].lines if line.cost.maximum]
    if len(resources) == 1 and len(lines) > 1:
        for line in sorted(lines, key=lambda each: -each.cost.expected):
            _row(
                table,
                Text(f"    {described(line, currency)}", style="dim"),
                line.cost,
                currency,
                style="dim",
                mark="" if line.verified else UNVERIFIED,
            )


def _row(table: Table, name: Text, cost: Range, currency: str, *, style: str = "", mark: str = "") -> None:
    amount = Text(f"{money(cost.expected, currency)}{mark or ' '}", style=style)
    table.add_row(name, amount, Text(money_range(cost, currency), style="dim"))


def _verdicts(cost: EnvironmentCost) -> Iterator[RenderableType]:
    yield Text()
    if text := verdict(cost):
        yield Text(text, style="bold red" if cost.over_limit else "green")
    if text := budget_mails(cost):
        yield Text(text, style="dim")
    if lines := list(saving_lines(cost)):
        yield Text("\nLess, with every requirement kept:", style="dim")
        yield from (Text(f"  {line}", style="dim") for line in lines)
        yield Text()


def _notes(cost: EnvironmentCost) -> Iterator[RenderableType]:
    if text := rests_on(cost):
        yield Text(text, style="yellow")
    further = sum(cost.estimate.free.values())
    yield Text(f"{further} further resources cost nothing by themselves", style="dim")
    yield Text("\nAssumed, a month (least, expected or most):", style="dim")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for name, assumption in assumptions(cost):
        table.add_row(
            Text(name, style="dim"),
            Text(quantities(assumption), style="dim"),
            Text(assumption.why, style="dim"),
        )
    yield Padding(table, (0, 0, 0, 2))


def _changes(resources: Sequence[ResourceCostChange], currency: str) -> Table:
    table = Table("resource", "before", "after", "change", box=None, pad_edge=False, header_style="dim")
    for column in table.columns[1:]:
        column.justify = "right"
    for each in resources:
        table.add_row(
            Text(f"{each.stack}: {each.address}"),
            "" if each.before is None else money(each.before, currency),
            "" if each.after is None else money(each.after, currency),
            Text(signed(each.difference, currency), style="red" if each.difference > 0 else "green"),
        )
    return table
