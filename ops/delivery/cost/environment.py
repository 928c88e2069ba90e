"""The estimate of one environment's synthesized stacks, with everything that a reader of it must know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contract.stacks import StackName
from ops.delivery.cost.capacity import Capacity, capacity_of
from ops.delivery.cost.catalogue import Prices
from ops.delivery.cost.estimate import Estimate, estimate
from ops.delivery.cost.resources import synthesized_resources
from ops.delivery.cost.usage import Usage
from ops.engine.synthesis.document import StackDocument
from ops.engine.synthesis.stacks import Stack


@dataclass(frozen=True, kw_only=True)
class EnvironmentCost:
    """What an environment costs a month, what was assumed, and how many nodes were counted.

    `budgets` are the amounts at which Azure writes a mail, lowest first; empty where it has none.
    """

    environment: str
    estimate: Estimate
    usage: Usage
    capacity: Capacity
    budgets: tuple[int, ...]
    read: date

    @property
    def over_limit(self) -> bool:
        """Whether what Azure is expected to bill is above what the environment may cost."""
        limit = self.usage.limit
        return limit is not None and self.estimate.of_provider("azure").expected > limit

    @property
    def aged(self) -> bool:
        """Whether a price is older than a year."""
        return self.estimate.aged(today=self.read)


def documents_of(stacks: Sequence[Stack]) -> dict[str, StackDocument]:
    """Return each synthesized stack's file, read, by the stack's name."""
    return {stack.name: stack.document for stack in stacks}


def cost_of(
    environment: str, documents: Mapping[str, StackDocument], *, prices: Prices, usage: Usage, today: date
) -> EnvironmentCost:
    """Return what an environment costs, counting the nodes that its own pods need."""
    capacity = capacity_of(documents)
    budgets = documents[StackName.FOUNDATION].arguments_of("azurerm_consumption_budget_subscription")
    return EnvironmentCost(
        environment=environment,
        estimate=estimate(
            synthesized_resources(documents), prices=prices, usage=usage, nodes=capacity.nodes_at_minimum
        ),
        usage=usage,
        capacity=capacity,
        budgets=tuple(sorted(budget["amount"] for budget in budgets)),
        read=today,
    )
