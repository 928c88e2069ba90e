"""The drift of a plan, after the rules for expected drift."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ops.commands.drift.rules import DriftRule
from ops.delivery.planning.changes import Action, ResourceChange
from ops.delivery.planning.plan_format import Project
from ops.delivery.planning.report import PlanReport, UnplannedStack
from ops.delivery.planning.text import masked_values
from ops.engine.terraform.product import TERRAFORM, Product

_WHOLE = "*"


@dataclass(frozen=True, kw_only=True)
class StackDrift:
    """The drift of one stack: what was `found`, and how many resources the rules have `ignored` whole.

    `fingerprint` is of all drift, ignored or not.
    """

    stack: str
    found: tuple[ResourceChange, ...]
    ignored: int
    fingerprint: str = ""

    @property
    def masked(self) -> int:
        """The number of masked values in the lines."""
        return masked_values(self.found)

    @property
    def summary(self) -> str:
        """The number of resources that differ, as text."""
        number = len(self.found)
        return (
            "no drift"
            if not number
            else "1 resource differs"
            if number == 1
            else f"{number} resources differ"
        )


@dataclass(frozen=True, kw_only=True)
class DriftReport:
    """The drift of an environment.

    `unused` are rules that match nothing any more; `unseen` are stacks that could not be looked at.
    """

    environment: str
    stacks: tuple[StackDrift, ...]
    unused: tuple[DriftRule, ...]
    unseen: tuple[UnplannedStack, ...] = ()
    project: Project = Project.THIS
    product: Product = TERRAFORM

    @property
    def masked(self) -> int:
        """The number of masked values in the lines of all stacks."""
        return sum(stack.masked for stack in self.stacks)

    @property
    def clean(self) -> bool:
        """Whether nothing has drifted but what is expected, as far as could be seen."""
        return not any(stack.found for stack in self.stacks)


def evaluate(report: PlanReport, rules: Sequence[DriftRule], *, whole: bool = True) -> DriftReport:
    """Return what a refresh-only plan found, without what the rules expect.

    Only a look at the `whole` environment tells which rules match nothing.
    """
    stacks = []
    used: set[DriftRule] = set()
    for stack in report.planned:
        found = []
        ignored = 0
        for change in stack.changes.outside:
            left = _unexpected(change, rules, used)
            ignored += left is None
            found += [left] if left else []
        stacks.append(
            StackDrift(
                stack=stack.name,
                found=tuple(found),
                ignored=ignored,
                fingerprint=stack.drift_fingerprint,
            )
        )
    return DriftReport(
        environment=report.environment,
        stacks=tuple(stacks),
        # A rule may be meant for what could not be seen, or was not looked at.
        unused=tuple(rule for rule in rules if whole and not report.unplanned and rule not in used),
        unseen=report.unplanned,
        project=report.project,
        product=report.product,
    )


def _unexpected(
    change: ResourceChange, rules: Sequence[DriftRule], used: set[DriftRule]
) -> ResourceChange | None:
    """Return a change without its expected attributes; None when nothing is left of it.

    A deletion, and an update without a visible attribute, are expected only as a whole.
    """
    if change.action is Action.DELETE or (change.action is Action.UPDATE and not change.attributes):
        return None if _expected(change.address, _WHOLE, rules, used) else change
    left = tuple(a for a in change.attributes if not _expected(change.address, a.path, rules, used))
    return replace(change, attributes=left) if left else None


def _expected(address: str, attribute: str, rules: Sequence[DriftRule], used: set[DriftRule]) -> bool:
    matching = [rule for rule in rules if rule.covers(address, attribute)]
    used.update(matching)
    return bool(matching)
