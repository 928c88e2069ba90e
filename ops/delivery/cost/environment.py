"""The cost estimate of an environment's synthesized stacks, with its assumptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contract.stacks import StackName
from ops.delivery.cost.capacity import Capacity, capacity_of
from ops.delivery.cost.catalogue import Prices
from ops.delivery.cost.estimate import Estimate, estimate
from ops.delivery.cost.resources import synthesized_resources
from ops.delivery.cost.savings import Saving, savings
from ops.delivery.cost.usage import Usage
from ops.engine.synthesis.document import StackDocument
from ops.engine.synthesis.stacks import Stack


@dataclass(frozen=True, kw_only=True)
class EnvironmentCost:
    """The monthly cost of an environment with usage assumptions and node counts.

    `budgets` are the amounts of Azure's budget alerts, lowest first; empty without any. `savings` are ways to
    less that no requirement forbids.
    """

    environment: str
    estimate: Estimate
    usage: Usage
    capacity: Capacity
    budgets: tuple[int, ...]
    read: date
    savings: tuple[Saving, ...] = ()

    @property
    def over_limit(self) -> bool:
        """Whether Azure's expected bill is above the limit."""
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
    """Return the cost of an environment with the nodes that its pods need."""
    capacity = capacity_of(documents)
    foundation = documents[StackName.FOUNDATION]
    budgets = foundation.arguments_of("azurerm_consumption_budget_subscription")
    found = estimate(
        synthesized_resources(documents), prices=prices, usage=usage, nodes=capacity.nodes_at_minimum
    )
    region = foundation.single("azurerm_kubernetes_cluster")["location"]
    return EnvironmentCost(
        environment=environment,
        estimate=found,
        usage=usage,
        capacity=capacity,
        budgets=tuple(sorted(budget["amount"] for budget in budgets)),
        read=today,
        savings=savings(found, capacity=capacity, usage=usage, prices=prices, region=region),
    )
