"""The texts of the cost views, shared by terminal, Markdown and JSON."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from ops.delivery.cost.amounts import Range, money, money_exact
from ops.delivery.cost.billing import Line
from ops.delivery.cost.change import CostChange
from ops.delivery.cost.environment import EnvironmentCost
from ops.delivery.cost.estimate import ResourceCost
from ops.delivery.cost.usage import Assumption

#: The mark of an amount with an unverified price.
UNVERIFIED: Final = "?"
_CENTS_BELOW: Final = 10
_PLURALS: Final = {
    "hour": "hours",
    "day": "days",
    "month": "months",
    "partition-hour": "partition-hours",
    "rule": "rules",
}
_PROVIDERS: Final = {"azure": "Azure", "redpanda": "Redpanda"}


def provider_name(provider: str) -> str:
    """Return the display name of a provider."""
    return _PROVIDERS.get(provider, provider)


def warnings(cost: EnvironmentCost) -> Iterator[str]:
    """Yield warnings about the total."""
    found = cost.estimate
    if cost.aged:
        yield (
            f"prices are older than a year (the oldest was read on {found.oldest}): renew them with "
            "`ops cost renew`"
        )
    for address in found.unknown:
        yield f"not in the total, nobody has said what it costs: {address}; add its type to ops/cost"
    for each in found.unpriced:
        yield f"not in the total, {each.what}: {each.address}; {each.remedy}"


def verdict(cost: EnvironmentCost) -> str:
    """Return the comparison of the expected cost with the limit; empty without a limit."""
    limit = cost.usage.limit
    if limit is None:
        return ""
    currency = cost.estimate.currency
    expected = cost.estimate.of_provider("azure").expected
    room = limit - expected
    compared = f"{money(abs(room), currency)} {'below' if room >= 0 else 'ABOVE'}"
    others = Range.total(each.cost for each in cost.estimate.resources if each.provider != "azure").expected
    further = f"; others, {money(others, currency)} more" if others else ""
    return (
        f"Azure is expected to bill {money(expected, currency)}, {compared} the limit of "
        f"{money(limit, currency)}{further}"
    )


def budget_mails(cost: EnvironmentCost) -> str:
    """Return which of Azure's budget alerts to expect; empty without budgets."""
    expected = cost.estimate.of_provider("azure").expected
    reached = [amount for amount in cost.budgets if expected >= amount]
    currency = cost.estimate.currency
    listed = " and ".join(money(amount, currency, cents=False) for amount in cost.budgets)
    if not cost.budgets:
        return ""
    if not reached:
        return f"Budget alerts at {listed} stay silent in an expected month"
    alerts = " and ".join(money(amount, currency, cents=False) for amount in reached)
    return f"Budget alerts are at {listed}; an expected month reaches {alerts}: expect that mail"


def assumptions(cost: EnvironmentCost) -> Iterator[tuple[str, Assumption]]:
    """Yield the non-zero assumptions by name."""
    for name, field in type(cost.usage).model_fields.items():
        value = getattr(cost.usage, name)
        if isinstance(value, Assumption) and value.maximum:
            yield field.title or name, value


def rests_on(cost: EnvironmentCost) -> str:
    """Return the unverified part of the total; empty when there is none."""
    unverified = cost.estimate.unverified
    if round(unverified, 2) == 0:
        return ""
    amount = money(unverified, cost.estimate.currency)
    return f"{UNVERIFIED} {amount} of the total rests on prices that no public source could confirm"


def nodes(cost: EnvironmentCost) -> str:
    """Return the number of nodes, and the bounds of the pool."""
    room = cost.capacity
    pool = (
        f"{room.pool_minimum}"
        if room.pool_minimum == room.pool_maximum
        else f"{room.pool_minimum} to {room.pool_maximum}"
    )
    return (
        f"Nodes: {room.nodes_at_minimum} on a quiet day with a release, {room.nodes_at_maximum} with every "
        f"replica, in a pool of {pool}"
    )


def described(line: Line, currency: str) -> str:
    """Return for instance "load balancer: 730 hours at $0.025"."""
    unit = line.unit if line.quantity.expected == 1 else _PLURALS.get(line.unit, line.unit)
    price = (money if line.unit_price >= 1 else money_exact)(line.unit_price, currency)
    return f"{line.what}: {line.quantity.expected:,.5g} {unit} at {price}"


def quantities(assumption: Assumption) -> str:
    """Return for instance "10, 50 or 300"; one number when they are equal."""
    three = [assumption.minimum, assumption.expected, assumption.maximum]
    if len(set(three)) == 1:
        return f"{assumption.expected:g}"
    return "{:g}, {:g} or {:g}".format(*three)


def grouped(resources: Sequence[ResourceCost]) -> list[tuple[str, tuple[ResourceCost, ...], Range]]:
    """Return the resources by type, most expensive first, each group with name and cost."""
    by_type = sorted(resources, key=lambda each: each.type)
    groups = [(kind, tuple(members)) for kind, members in groupby(by_type, key=lambda each: each.type)]
    named = [
        (
            members[0].address if len(members) == 1 else f"{len(members)} × {kind}",
            members,
            Range.total(each.cost for each in members),
        )
        for kind, members in groups
    ]
    return sorted(named, key=lambda group: (-group[2].expected, group[0]))


def change_line(change: CostChange, *, without: Sequence[str] = ()) -> str:
    """Return for instance "Cost: $212 → $245 a month (+$33)", with the stacks that are not included."""
    currency = change.currency
    after = money(change.after.expected, currency, cents=False)
    apart = f", without {', '.join(without)}" if without else ""
    if change.unchanged:
        return f"Cost: unchanged, {after} a month{apart}"
    before = money(change.before.expected, currency, cents=False)
    difference = change.after.expected - change.before.expected
    return f"Cost: {before} → {after} a month ({signed(difference, currency)}){apart}"


def signed(difference: float, currency: str) -> str:
    """Return a difference with its sign, with cents when it is small: +$33, -$4.56."""
    small = abs(difference) < _CENTS_BELOW
    text = money(difference, currency, cents=small)
    return text if text.startswith("-") else f"+{text}"
