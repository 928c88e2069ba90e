"""What applying a plan would change about the bill, out of the plan itself: no checkout, no refresh."""

from collections.abc import Mapping
from typing import Any

from ops.common.errors import UserError
from ops.delivery.cost.catalogue import read_prices
from ops.delivery.cost.change import CostChange, compare
from ops.delivery.cost.estimate import estimate
from ops.delivery.cost.resources import planned_resources
from ops.delivery.cost.usage import read_usage


def cost_of_plan(environment: str, stack: str, plan: Mapping[str, Any]) -> CostChange | None:
    """Return the change of cost of one stack's plan (`terraform show -json`).

    None when nothing of the stack is billed, and when the catalogue cannot be read: a wrong price file is no
    reason to have no plan, and `ops cost` says what is wrong with it.
    """
    try:
        prices, usage = read_prices(), read_usage().of(environment)
    except UserError:
        return None
    before = estimate(planned_resources(stack, plan, side="before"), prices=prices, usage=usage)
    after = estimate(planned_resources(stack, plan, side="after"), prices=prices, usage=usage)
    change = compare(before, after)
    return change if before.resources or after.resources or change.missing else None
