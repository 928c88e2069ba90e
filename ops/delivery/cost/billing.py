"""What one resource is billed for: lines of a quantity, a price and a unit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ops.delivery.cost.amounts import Range
from ops.delivery.cost.catalogue import Price, Prices
from ops.delivery.cost.resources import Resource
from ops.delivery.cost.usage import Usage


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that a resource is billed for in a month, as far as it is not free."""

    what: str
    price_key: str
    unit_price: float
    unit: str
    quantity: Range
    verified: bool
    cost: Range


class Allowances:
    """What is free each month, taken up by the resources in their order: it is free once, not for each."""

    def __init__(self) -> None:
        self._left: dict[str, Range] = {}

    def billed(self, key: str, price: Price, quantity: Range) -> Range:
        """Return what is left of a quantity to be paid, and keep in mind what it took."""
        left = self._left.get(key, Range.of(price.free))
        self._left[key] = left.less(quantity)
        return quantity.less(left)


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Where the prices of one resource come from, and what is assumed of its environment.

    `nodes` is how many nodes a quiet day takes (ops/capacity), None where only the pool's bounds are known.
    """

    prices: Prices
    usage: Usage
    provider: str
    region: str
    nodes: int | None = None
    allowances: Allowances = field(default_factory=Allowances)

    def price(self, key: str) -> Price:
        """Return a price; raise UnpricedError."""
        return self.prices.find(self.provider, self.region, key)

    def line(self, what: str, key: str, quantity: Range) -> Line:
        """Return a line for a quantity of a month, in the price's unit; raise UnpricedError."""
        price = self.price(key)
        billed = self.allowances.billed(key, price, quantity)
        return Line(
            what=what,
            price_key=key,
            unit_price=price.amount,
            unit=price.unit,
            quantity=quantity,
            verified=price.verified,
            cost=billed.times(price.amount),
        )


#: Yields what a resource of one type is billed for; raises UnpricedError.
Biller = Callable[[Resource, Rates], Iterable[Line]]
