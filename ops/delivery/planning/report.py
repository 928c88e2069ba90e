"""The report of an environment's plan, with one entry for each stack."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.delivery.cost.change import CostChange, together
from ops.delivery.planning.changes import Action, ResourceChange, StackChanges
from ops.delivery.planning.data_loss import carries_data, data_loss
from ops.delivery.planning.plan_format import Project
from ops.delivery.planning.text import masked_values
from ops.engine.terraform.product import TERRAFORM, Product


@dataclass(frozen=True, kw_only=True)
class PlannedStack:
    """A planned stack.

    `drift_fingerprint` is of what changed outside Terraform. `cost` and the engine's `warnings` are not part
    of the fingerprint.
    """

    changes: StackChanges
    fingerprint: str
    drift_fingerprint: str = ""
    cost: CostChange | None = None
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The stack's name."""
        return self.changes.stack


@dataclass(frozen=True, kw_only=True)
class UnplannedStack:
    """A stack that cannot be planned yet, with the reason: usually an earlier stack is not applied."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A planned stack that could not be applied, with the reason."""

    stack: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """The context of a rehearsed plan: `base` is the commit deployed in the simulated cloud.

    `notes` are sentences about possible misunderstandings. `refusal` is the failure when the plan was applied
    in the simulated cloud.
    """

    base: str
    notes: tuple[str, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class PlanReport:
    """The plan that a reviewer approves. `commit` is the planned commit.

    With `rehearsed` it was planned in a simulated cloud and is not valid for a review. `notices` are about
    the environment as it is today, such as the end of a version's support; no fingerprint contains them.
    `product` is the engine that planned.
    """

    environment: str
    commit: str
    stacks: Sequence[PlannedStack | UnplannedStack]
    rehearsed: Rehearsed | None = None
    notices: tuple[str, ...] = ()
    project: Project = Project.THIS
    product: Product = TERRAFORM

    @property
    def planned(self) -> tuple[PlannedStack, ...]:
        """The stacks with a plan."""
        return tuple(stack for stack in self.stacks if isinstance(stack, PlannedStack))

    @property
    def unplanned(self) -> tuple[UnplannedStack, ...]:
        """The stacks without a plan."""
        return tuple(stack for stack in self.stacks if isinstance(stack, UnplannedStack))

    @property
    def empty(self) -> bool:
        """Whether every stack is planned and none is changed, by the plan or outside Terraform."""
        return not self.unplanned and all(
            stack.changes.empty and not stack.changes.outside for stack in self.planned
        )

    @property
    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each planned stack by name; empty for a rehearsal."""
        return {} if self.rehearsed else {stack.name: stack.fingerprint for stack in self.planned}

    @property
    def destructive(self) -> tuple[ResourceChange, ...]:
        """The changes that remove something that exists, those that lose data first."""
        found = [change for stack in self.planned for change in stack.changes.destructive]
        return tuple(sorted(found, key=lambda change: not carries_data(change.resource_type)))

    @property
    def data_loss(self) -> list[str]:
        """The data that is lost when the plan is applied."""
        losing = [change for change in self.destructive if carries_data(change.resource_type)]
        return data_loss((change.resource_type, change.address) for change in losing)

    @property
    def cost(self) -> CostChange | None:
        """The cost change of all planned stacks; None when none is billed."""
        return together([stack.cost for stack in self.planned if stack.cost])

    @property
    def masked(self) -> int:
        """The number of masked values that the views show."""
        return sum(masked_values((*stack.changes.planned, *stack.changes.outside)) for stack in self.planned)

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """The keys of the plans that this version does not know, each with its stack."""
        return tuple(f"{stack.name}: {name}" for stack in self.planned for name in stack.changes.unknown_keys)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The engine's warnings, each with its stack."""
        return tuple(f"{stack.name}: {warning}" for stack in self.planned for warning in stack.warnings)

    def count(self, action: Action) -> int:
        """Return the number of resources with this action in all stacks."""
        return sum(stack.changes.count(action) for stack in self.planned)
