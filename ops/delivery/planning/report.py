"""The plan of a whole environment: one section a stack, judged together."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.delivery.cost.change import CostChange, together
from ops.delivery.planning.changes import Action, StackChanges


@dataclass(frozen=True, kw_only=True)
class PlannedStack:
    """A stack that could be planned. `cost` is what its bill changes; it is no part of the fingerprint."""

    changes: StackChanges
    fingerprint: str
    cost: CostChange | None = None

    @property
    def name(self) -> str:
        """The stack's name."""
        return self.changes.stack


@dataclass(frozen=True, kw_only=True)
class UnplannedStack:
    """A stack that cannot be planned yet, and why; usually an earlier stack is not applied."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A stack whose plan was made, but could not be applied, and why."""

    stack: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """What is to be known of a plan that was only rehearsed: `base` stood in the simulated cloud.

    `notes` are sentences about what a reader might take wrongly. `refusal` is what the simulated cloud
    refused when the plan was applied there.
    """

    base: str
    notes: tuple[str, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class PlanReport:
    """What a reviewer decides on. `commit` is the revision that was planned.

    `rehearsed` says that it was planned on a simulated cloud: such a plan is no review.
    """

    environment: str
    commit: str
    stacks: Sequence[PlannedStack | UnplannedStack]
    rehearsed: Rehearsed | None = None

    @property
    def planned(self) -> tuple[PlannedStack, ...]:
        """The stacks that could be planned."""
        return tuple(stack for stack in self.stacks if isinstance(stack, PlannedStack))

    @property
    def unplanned(self) -> tuple[UnplannedStack, ...]:
        """The stacks that could not."""
        return tuple(stack for stack in self.stacks if isinstance(stack, UnplannedStack))

    @property
    def empty(self) -> bool:
        """Whether every stack could be planned, none would change and none was changed outside Terraform."""
        return not self.unplanned and all(
            stack.changes.empty and not stack.changes.outside for stack in self.planned
        )

    @property
    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each planned stack, by its name; none of a rehearsal, which is no review."""
        return {} if self.rehearsed else {stack.name: stack.fingerprint for stack in self.planned}

    @property
    def cost(self) -> CostChange | None:
        """What the planned stacks' bill changes together; None when nothing of them is billed."""
        return together([stack.cost for stack in self.planned if stack.cost])

    def count(self, action: Action) -> int:
        """Return how many resources of all stacks get this action."""
        return sum(stack.changes.count(action) for stack in self.planned)
