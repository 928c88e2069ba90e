"""What a change costs: two estimates, compared resource by resource."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.delivery.cost.amounts import Range
from ops.delivery.cost.estimate import Estimate

_CENT = 0.005


@dataclass(frozen=True, kw_only=True)
class ResourceCostChange:
    """One resource's expected cost a month before and after; None where it is not there."""

    stack: str
    address: str
    before: float | None
    after: float | None

    @property
    def difference(self) -> float:
        """What it adds."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, kw_only=True)
class CostChange:
    """Totals before and after, and the resources that change, the largest change first.

    `missing` names what costs something that is in neither total.
    """

    currency: str
    before: Range
    after: Range
    resources: tuple[ResourceCostChange, ...]
    missing: tuple[str, ...]

    @property
    def unchanged(self) -> bool:
        """Whether no resource's cost changes by a cent."""
        return not self.resources


def compare(before: Estimate, after: Estimate) -> CostChange:
    """Return what changes from one estimate to the other, in expected cost a month."""
    old = {(each.stack, each.address): each.cost.expected for each in before.resources}
    new = {(each.stack, each.address): each.cost.expected for each in after.resources}
    changes = [
        ResourceCostChange(stack=key[0], address=key[1], before=old.get(key), after=new.get(key))
        for key in sorted(old.keys() | new.keys())
    ]
    told = [each for each in changes if abs(each.difference) >= _CENT]
    missing = {name for each in (before, after) for name in each.missing}
    return CostChange(
        currency=after.currency,
        before=before.total,
        after=after.total,
        resources=tuple(sorted(told, key=lambda each: (-abs(each.difference), each.address))),
        missing=tuple(sorted(missing)),
    )


def together(changes: Sequence[CostChange]) -> CostChange | None:
    """Return the changes of several stacks as one; None when there is none."""
    if not changes:
        return None
    resources = [each for one in changes for each in one.resources]
    return CostChange(
        currency=changes[0].currency,
        before=Range.total(each.before for each in changes),
        after=Range.total(each.after for each in changes),
        resources=tuple(sorted(resources, key=lambda each: (-abs(each.difference), each.address))),
        missing=tuple(sorted({name for each in changes for name in each.missing})),
    )
