"""The texts of the cost views, shared by terminal, Markdown and JSON."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from ops.delivery.cost.amounts import Range, cents, money, money_exact
from ops.delivery.cost.billing import Line
from ops.delivery.cost.change import CostChange
from ops.delivery.cost.environment import EnvironmentCost
from ops.delivery.cost.estimate import ResourceCost
from ops.delivery.cost.savings import together
from ops.delivery.cost.usage import Assumption

#: The mark of an amount with an unverified price.
UNVERIFIED: Final = "?"
_CENTS_BELOW: Final = 10
_MOST_NAMED: Final = 5
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
    yield from unknown_lines(found.reasons)


def unknown(missing: int, counted: int) -> str:
    """Return for instance "unknown (3 of 30 resources)"; empty when nothing is."""
    return f"unknown ({missing} of {counted} resources)" if missing else ""


def unknown_lines(reasons: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield a line for each reason why a cost is unknown, with the resources."""
    for reason, addresses in reasons.items():
        shown = ", ".join(addresses[:_MOST_NAMED])
        more = f" and {len(addresses) - _MOST_NAMED} more" if len(addresses) > _MOST_NAMED else ""
        yield f"unknown: {shown}{more}: {reason}"


def headline(cost: EnvironmentCost) -> str:
    """Return the whole cost in one sentence: by whom it is billed, and what is unknown or assumed."""
    found = cost.estimate
    total = at_least(found.total.expected, found.currency, complete=not found.missing)
    parts = [
        f"{money(found.of_provider(provider).expected, found.currency)} by {provider_name(provider)}"
        for provider in _providers(cost)
    ]
    split = f": {' and '.join(parts)}" if len(parts) > 1 else ""
    gaps = unknown(len(found.missing), found.counted)
    return f"{total} a month{split}{f', {gaps}' if gaps else ''}"


def sum_line(costs: Sequence[EnvironmentCost]) -> str:
    """Return the sum of several environments, by whom it is billed, and what is unknown."""
    found = [cost.estimate for cost in costs]
    currency = found[0].currency
    missing = sum(len(each.missing) for each in found)
    total = Range.total(each.total for each in found).expected
    providers = dict.fromkeys(provider for cost in costs for provider in _providers(cost))
    parts = [
        f"{money(Range.total(each.of_provider(name) for each in found).expected, currency)} by "
        f"{provider_name(name)}"
        for name in providers
    ]
    gaps = unknown(missing, sum(each.counted for each in found))
    return (
        f"All {len(costs)} environments: {at_least(total, currency, complete=not missing)} a month: "
        f"{' and '.join(parts)}{f', {gaps}' if gaps else ''}"
    )


def at_least(amount: Decimal, currency: str, *, complete: bool) -> str:
    """Return an amount, with "at least" where a part of it is unknown."""
    return money(amount, currency) if complete else f"at least {money(amount, currency)}"


def _providers(cost: EnvironmentCost) -> list[str]:
    return list(dict.fromkeys(each.provider for each in cost.estimate.resources))


def verdict(cost: EnvironmentCost) -> str:
    """Return the comparison of Azure's expected bill with its limit; empty without a limit."""
    found = cost.estimate
    others = Range.total(each.cost for each in found.resources if each.provider != "azure").expected
    text = limit_verdict(
        found.of_provider("azure").expected,
        cost.usage.limit,
        found.currency,
        gaps=unknown(len(found.missing), found.counted),
    )
    if not text or not others or found.missing:
        return text
    total = money(found.total.expected, found.currency)
    return f"{text}; others, {money(others, found.currency)} more: {total} in total"


def limit_verdict(expected: Decimal, limit: Decimal | None, currency: str, *, gaps: str) -> str:
    """Return whether Azure's expected bill is within a limit; empty without one.

    With `gaps`, the words for what is not counted, only a limit that is exceeded already can be judged.
    """
    if limit is None:
        return ""
    known = at_least(expected, currency, complete=not gaps)
    room = limit - expected
    if gaps and room >= 0:
        return f"No verdict on the limit of {money(limit, currency)}: Azure bills {known}, {gaps}"
    compared = f"{money(abs(room), currency)} {'below' if room >= 0 else 'ABOVE'}"
    return f"Azure is expected to bill {known}, {compared} the limit of {money(limit, currency)}"


def change_verdict(change: CostChange, *, without: Sequence[str] = ()) -> str:
    """Return the verdict on the limit after a change; empty without a limit."""
    gaps = [f"without {', '.join(without)}"] if without else []
    if change.missing:
        gaps.append(unknown(len(change.missing), change.counted))
    return limit_verdict(change.limited.expected, change.limit, change.currency, gaps=", ".join(gaps))


def budget_mails(cost: EnvironmentCost) -> str:
    """Return which of Azure's budget alerts to expect; empty without budgets."""
    expected = cost.estimate.of_provider("azure").expected
    reached = [amount for amount in cost.budgets if expected >= amount]
    currency = cost.estimate.currency
    listed = " and ".join(money(amount, currency, with_cents=False) for amount in cost.budgets)
    if not cost.budgets:
        return ""
    if cost.estimate.missing:
        return f"No statement on the budget alerts at {listed}: a part of the cost is unknown"
    if not reached:
        return f"Budget alerts at {listed} stay silent in an expected month"
    alerts = " and ".join(money(amount, currency, with_cents=False) for amount in reached)
    return f"Budget alerts are at {listed}; an expected month reaches {alerts}: expect that mail"


def saving_lines(cost: EnvironmentCost) -> Iterator[str]:
    """Yield each saving, and what the environment would cost with those that go together."""
    currency = cost.estimate.currency
    for each in cost.savings:
        mark = "" if each.verified else UNVERIFIED
        yield f"{each.what}: {money(each.amount, currency)}{mark} less; {each.trade_off}"
    chosen = together(cost.savings)
    if not chosen or cost.estimate.missing:
        return
    total = cost.estimate.total.expected - sum((each.amount for each in chosen), Decimal())
    azure = cost.estimate.of_provider("azure").expected - sum((each.azure for each in chosen), Decimal())
    silent = [amount for amount in cost.budgets if azure < amount]
    alerts = " and ".join(money(amount, currency, with_cents=False) for amount in silent)
    yield (
        f"with {' and '.join(sorted(each.what for each in chosen))}: {money(total, currency)} a month, "
        f"{money(azure, currency)} by Azure" + (f": the alert at {alerts} stays silent" if silent else "")
    )


def assumptions(cost: EnvironmentCost) -> Iterator[tuple[str, Assumption]]:
    """Yield the non-zero assumptions by name."""
    for name, field in type(cost.usage).model_fields.items():
        value = getattr(cost.usage, name)
        if isinstance(value, Assumption) and value.maximum:
            yield field.title or name, value


def rests_on(cost: EnvironmentCost) -> str:
    """Return the unverified part of the total; empty when there is none."""
    unverified = cost.estimate.unverified
    if cents(unverified) == 0:
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
    return f"{line.what}: {float(line.quantity.expected):,.5g} {unit} at {price}"


def quantities(assumption: Assumption) -> str:
    """Return for instance "10, 50 or 300"; one number when they are equal."""
    three = [float(each) for each in (assumption.minimum, assumption.expected, assumption.maximum)]
    if len(set(three)) == 1:
        return f"{three[0]:g}"
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
    after = money(change.after.expected, currency, with_cents=False)
    apart = f", without {', '.join(without)}" if without else ""
    before = money(change.before.expected, currency, with_cents=False)
    difference = signed(change.after.expected - change.before.expected, currency)
    if not change.missing:
        if change.unchanged:
            return f"Cost: unchanged, {after} a month{apart}"
        return f"Cost: {before} → {after} a month ({difference}){apart}"
    gaps = unknown(len(change.missing), change.counted)
    if len(change.missing) == change.counted:
        return f"Cost: {gaps}{apart}"
    if change.unchanged:
        return f"Cost: at least {after} a month, {gaps}{apart}"
    return f"Cost: at least {before} → at least {after} a month ({difference} known), {gaps}{apart}"


def signed(difference: Decimal, currency: str) -> str:
    """Return a difference with its sign, with cents when it is small: +$33, -$4.56."""
    small = abs(difference) < _CENTS_BELOW
    text = money(difference, currency, with_cents=small)
    return text if text.startswith("-") else f"+{text}"
