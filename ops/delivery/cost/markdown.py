"""The Markdown views of an estimate and of a cost change."""

from collections.abc import Iterator, Sequence

from ops.delivery.cost.amounts import Range, money, money_range
from ops.delivery.cost.change import CostChange
from ops.delivery.cost.environment import EnvironmentCost
from ops.delivery.cost.wording import (
    UNVERIFIED,
    assumptions,
    budget_mails,
    change_line,
    change_verdict,
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

_MOST_ROWS = 20


def cost_markdown(cost: EnvironmentCost) -> str:
    """Return the estimate as a section of a document."""
    return "\n".join(
        [
            f"### Cost of `{cost.environment}`, a month",
            "",
            f"**{headline(cost)}**",
            "",
            *(f"> {warning}" for warning in warnings(cost)),
            *_table(cost),
            "",
            *(
                f"- {text}"
                for text in (nodes(cost), verdict(cost), budget_mails(cost), rests_on(cost))
                if text
            ),
            "",
            *(f"- {line}" for line in saving_lines(cost)),
            "",
            *_assumed(cost),
            "",
        ]
    )


def change_section(change: CostChange, *, without: Sequence[str] = ()) -> Iterator[str]:
    """Yield the cost lines of a plan comment: a summary, and a collapsed table of changes.

    `without` names the stacks without a plan, whose cost is not included.
    """
    yield change_line(change, without=without)
    if judged := change_verdict(change, without=without):
        yield ""
        yield f"**{judged}**" if change.over_limit else judged
    if change.unchanged and not change.missing:
        return
    yield ""
    yield "<details><summary>what changes the cost</summary>"
    yield ""
    yield "| resource | before | after | change |"
    yield "| --- | ---: | ---: | ---: |"
    for each in change.resources[:_MOST_ROWS]:
        before = "" if each.before is None else money(each.before, change.currency)
        after = "" if each.after is None else money(each.after, change.currency)
        yield (
            f"| `{each.stack}`: `{each.address}` | {before} | {after} | "
            f"{signed(each.difference, change.currency)} |"
        )
    if len(change.resources) > _MOST_ROWS:
        yield f"| and {len(change.resources) - _MOST_ROWS} more | | | |"
    for name in change.missing[:_MOST_ROWS]:
        yield f"| `{name}` | | | unknown |"
    yield ""
    for text in unknown_lines(change.reasons):
        yield f"- {text}"
    yield ""
    yield "Expected amounts a month, from the prices and assumptions in `ops/delivery/cost/prices`."
    yield ""
    yield "</details>"
    yield ""


def _table(cost: EnvironmentCost) -> Iterator[str]:
    currency = cost.estimate.currency
    yield "| | a month | least – most |"
    yield "| --- | ---: | ---: |"
    for stack in dict.fromkeys(each.stack for each in cost.estimate.resources):
        members = cost.estimate.of_stack(stack)
        yield _row(f"**{stack}**", Range.total(each.cost for each in members), currency)
        for name, resources, total in grouped(members):
            mark = "" if all(each.verified for each in resources) else f" {UNVERIFIED}"
            if total.maximum:
                yield _row(f"`{name}`", total, currency, mark=mark)
    for provider in dict.fromkeys(each.provider for each in cost.estimate.resources):
        yield _row(f"billed by {provider_name(provider)}", cost.estimate.of_provider(provider), currency)
    complete = not cost.estimate.missing
    yield _row("**total**" if complete else "**total, at least**", cost.estimate.total, currency)
    if gaps := unknown(len(cost.estimate.missing), cost.estimate.counted):
        yield f"| **{gaps}** | | |"


def _row(name: str, cost: Range, currency: str, *, mark: str = "") -> str:
    return f"| {name} | {money(cost.expected, currency)}{mark} | {money_range(cost, currency)} |"


def _assumed(cost: EnvironmentCost) -> Iterator[str]:
    yield "| assumed, a month | least, expected or most | why |"
    yield "| --- | --- | --- |"
    for name, assumption in assumptions(cost):
        yield f"| {name} | {quantities(assumption)} | {assumption.why} |"
