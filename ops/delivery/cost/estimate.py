"""The monthly estimate of a set of resources."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from ops.delivery.cost import azure, redpanda
from ops.delivery.cost.amounts import Range
from ops.delivery.cost.billing import Allowances, Biller, Line, Rates
from ops.delivery.cost.catalogue import Prices, UnpricedError, is_old
from ops.delivery.cost.free import FREE
from ops.delivery.cost.resources import Resource
from ops.delivery.cost.usage import Usage

_BILLERS: Final[Mapping[str, tuple[str, Biller]]] = {
    **{kind: ("azure", biller) for kind, biller in azure.BILLERS.items()},
    **{kind: ("redpanda", biller) for kind, biller in redpanda.BILLERS.items()},
}
_CLUSTER: Final = "azurerm_kubernetes_cluster"
_NEW_TYPE: Final = "add it to ops/delivery/cost (azure.py, or free.py with a reason)"


@dataclass(frozen=True, kw_only=True)
class ResourceCost:
    """The monthly cost of a resource, with its lines."""

    stack: str
    address: str
    type: str
    provider: str
    lines: tuple[Line, ...]
    cost: Range

    @property
    def verified(self) -> bool:
        """Whether every price of the expected cost is verified."""
        return all(line.verified or line.cost.expected == 0 for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Unpriced:
    """A resource with an unknown cost, with the remedy."""

    address: str
    what: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The monthly cost of a set of resources.

    `free` counts the resources without a cost, `unknown` those of an unlisted type; totals include neither
    `unknown` nor `unpriced`. `oldest` is the date of the oldest price used.
    """

    currency: str
    resources: tuple[ResourceCost, ...]
    free: Mapping[str, int]
    unknown: tuple[str, ...]
    unpriced: tuple[Unpriced, ...]
    oldest: date | None

    @property
    def total(self) -> Range:
        """The sum of the bills."""
        providers = {each.provider for each in self.resources}
        return Range.total(self.of_provider(provider) for provider in providers)

    @property
    def missing(self) -> tuple[str, ...]:
        """The addresses of resources that are in no total."""
        return (*self.unknown, *(each.address for each in self.unpriced))

    @property
    def counted(self) -> int:
        """The number of resources that cost something, or of which nobody knows."""
        return len(self.resources) + len(self.missing)

    @property
    def reasons(self) -> dict[str, tuple[str, ...]]:
        """The addresses of `missing`, by the reason and the remedy."""
        found: dict[str, list[str]] = {}
        for kind, address in sorted((address.partition(".")[0], address) for address in self.unknown):
            found.setdefault(f"no price of the type {kind} is known; {_NEW_TYPE}", []).append(address)
        for each in self.unpriced:
            found.setdefault(f"{each.what}; {each.remedy}", []).append(each.address)
        return {reason: tuple(addresses) for reason, addresses in found.items()}

    @property
    def unverified(self) -> Decimal:
        """The part of the expected total with unverified prices."""
        lines = [line for each in self.resources for line in each.lines]
        return sum((line.cost.expected for line in lines if not line.verified), Decimal())

    def of_provider(self, provider: str) -> Range:
        """Return the bill of one provider, rounded to the cent."""
        return Range.total(each.cost for each in self.resources if each.provider == provider).billed

    def of_stack(self, stack: str) -> tuple[ResourceCost, ...]:
        """Return the resources of one stack, most expensive first."""
        return tuple(each for each in self.resources if each.stack == stack)

    def aged(self, *, today: date) -> bool:
        """Return whether a used price is older than a year."""
        return self.oldest is not None and is_old(self.oldest, today=today)


def estimate(
    resources: Sequence[Resource], *, prices: Prices, usage: Usage, nodes: int | None = None
) -> Estimate:
    """Return the monthly cost; `nodes` is the number on a quiet day, by default the pool's minimum."""
    quiet = nodes or _least_nodes(resources)
    allowances = Allowances()
    costs: list[ResourceCost] = []
    unpriced: list[Unpriced] = []
    for resource in (each for each in resources if each.type in _BILLERS):
        provider, biller = _BILLERS[resource.type]
        rates = Rates(
            prices=prices,
            usage=usage,
            provider=provider,
            region=_region(resource, resources),
            nodes=quiet,
            allowances=allowances,
        )
        try:
            costs.append(_priced(resource, provider, list(biller(resource, rates))))
        except UnpricedError as error:
            unpriced.append(Unpriced(address=resource.address, what=error.what, remedy=_remedy(error)))
        except (KeyError, TypeError) as error:
            unpriced.append(_unreadable(resource, error))
    others = [each for each in resources if each.type not in _BILLERS]
    return Estimate(
        currency=prices.currency,
        resources=tuple(sorted(costs, key=lambda each: (-each.cost.expected, each.address))),
        free=Counter(each.type for each in others if each.type in FREE),
        unknown=tuple(sorted(each.address for each in others if each.type not in FREE)),
        unpriced=tuple(unpriced),
        oldest=_oldest(costs, prices),
    )


def _priced(resource: Resource, provider: str, lines: Sequence[Line]) -> ResourceCost:
    return ResourceCost(
        stack=resource.stack,
        address=resource.address,
        type=resource.type,
        provider=provider,
        lines=tuple(lines),
        cost=Range.total(line.cost for line in lines),
    )


def _unreadable(resource: Resource, error: Exception) -> Unpriced:
    return Unpriced(
        address=resource.address,
        what=f"a value that its price depends on is not known: {error}",
        remedy="if it is known after an apply, run the estimate again then; else fix ops/delivery/cost",
    )


def _remedy(error: UnpricedError) -> str:
    return f"{error.remedy} (in {error.where})" if error.where else error.remedy


def _least_nodes(resources: Iterable[Resource]) -> int | None:
    pools = [each.block("default_node_pool") for each in resources if each.type == _CLUSTER]
    return next((pool["min_count"] for pool in pools if "min_count" in pool), None)


def _region(resource: Resource, resources: Sequence[Resource]) -> str:
    """Return the region of a resource, or of the other resources when it has none."""
    key = "serverless_region" if resource.type.startswith("redpanda_") else "location"
    places = [each.values[key] for each in (resource, *resources) if each.values.get(key)]
    return str(next((place for place in places if place != "global"), "unknown"))


def _oldest(costs: Iterable[ResourceCost], prices: Prices) -> date | None:
    used = {line.price_key for cost in costs for line in cost.lines}
    days = [
        price.read
        for catalogue in prices.catalogues.values()
        for key, price in catalogue.prices.items()
        if key in used
    ]
    return min(days, default=None)
