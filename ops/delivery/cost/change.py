"""The cost of a change: two estimates compared resource by resource, or the two sides of a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ops.common.errors import UserError
from ops.delivery.cost.amounts import Range
from ops.delivery.cost.catalogue import read_prices
from ops.delivery.cost.estimate import Estimate, estimate
from ops.delivery.cost.resources import planned_resources
from ops.delivery.cost.usage import read_usage

_HALF_A_CENT: Final = Decimal("0.005")


@dataclass(frozen=True, kw_only=True)
class ResourceCostChange:
    """The expected monthly cost of one resource before and after; None when it does not exist."""

    stack: str
    address: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """The increase."""
        return (self.after or Decimal()) - (self.before or Decimal())


@dataclass(frozen=True, kw_only=True)
class CostChange:
    """Totals before and after, and the resources that change, the largest change first.

    `missing` names resources whose cost is unknown and in no total, `reasons` has them by the reason;
    `counted` is the number of resources of both sides that cost something or are unknown. `limit` is for
    `limited`, what Azure would bill afterwards.
    """

    currency: str
    before: Range
    after: Range
    resources: tuple[ResourceCostChange, ...]
    missing: tuple[str, ...]
    reasons: Mapping[str, tuple[str, ...]]
    counted: int
    limited: Range
    limit: Decimal | None

    @property
    def unchanged(self) -> bool:
        """Whether no known cost changes by a cent."""
        return not self.resources

    @property
    def over_limit(self) -> bool:
        """Whether the known part of Azure's bill is above the limit already."""
        return self.limit is not None and self.limited.expected > self.limit


def compare(before: Estimate, after: Estimate, *, limit: Decimal | None = None) -> CostChange:
    """Return the difference of two estimates, in expected monthly cost; `limit` is for Azure's bill."""
    old = {(each.stack, each.address): each.cost.expected for each in before.resources}
    new = {(each.stack, each.address): each.cost.expected for each in after.resources}
    changes = [
        ResourceCostChange(stack=key[0], address=key[1], before=old.get(key), after=new.get(key))
        for key in sorted(old.keys() | new.keys())
    ]
    notable = [each for each in changes if abs(each.difference) >= _HALF_A_CENT]
    missing = {name for each in (before, after) for name in each.missing}
    return CostChange(
        currency=after.currency,
        before=before.total,
        after=after.total,
        resources=tuple(sorted(notable, key=lambda each: (-abs(each.difference), each.address))),
        missing=tuple(sorted(missing)),
        reasons=_joined([before.reasons, after.reasons]),
        counted=len(old.keys() | new.keys()) + len(missing),
        limited=after.of_provider("azure"),
        limit=limit,
    )


def together(changes: Sequence[CostChange]) -> CostChange | None:
    """Return the sum of the changes of several stacks; None for none."""
    if not changes:
        return None
    resources = [each for one in changes for each in one.resources]
    return CostChange(
        currency=changes[0].currency,
        before=Range.total(each.before for each in changes),
        after=Range.total(each.after for each in changes),
        resources=tuple(sorted(resources, key=lambda each: (-abs(each.difference), each.address))),
        missing=tuple(sorted({name for each in changes for name in each.missing})),
        reasons=_joined([each.reasons for each in changes]),
        counted=sum(each.counted for each in changes),
        limited=Range.total(each.limited for each in changes),
        limit=changes[0].limit,
    )


def _joined(reasons: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for each in reasons:
        for reason, addresses in each.items():
            found.setdefault(reason, {}).update(dict.fromkeys(addresses))
    return {reason: tuple(addresses) for reason, addresses in found.items()}


def cost_of_plan(
    environment: str, stack: str, plan: Mapping[str, Any], *, limited: bool = True
) -> CostChange | None:
    """Return the cost change of one stack's plan (`terraform show -json`), from the plan alone.

    The environment's limit does not apply to a plan of another project: `limited` is false.

    None when nothing of the stack is billed, or when the catalogue cannot be read: a wrong price file must
    not prevent a plan, and `ops cost` reports it.
    """
    try:
        prices, usage = read_prices(), read_usage().of(environment)
    except UserError:
        return None
    before = estimate(planned_resources(stack, plan, side="before"), prices=prices, usage=usage)
    after = estimate(planned_resources(stack, plan, side="after"), prices=prices, usage=usage)
    change = compare(before, after, limit=usage.limit if limited else None)
    return change if before.resources or after.resources or change.missing else None
