"""The billing of a resource: lines with quantity, price and unit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ops.delivery.cost.amounts import Range
from ops.delivery.cost.catalogue import Price, Prices
from ops.delivery.cost.resources import Resource
from ops.delivery.cost.usage import Usage


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a resource's monthly bill, after the free allowance."""

    what: str
    price_key: str
    unit_price: Decimal
    unit: str
    quantity: Range
    verified: bool
    cost: Range


class Allowances:
    """The monthly free allowances, shared by all resources in their order."""

    def __init__(self) -> None:
        self._left: dict[str, Range] = {}

    def billed(self, key: str, price: Price, quantity: Range) -> Range:
        """Return the billed part of a quantity and reduce the remaining allowance."""
        left = self._left.get(key, Range.of(price.free))
        self._left[key] = left.less(quantity)
        return quantity.less(left)


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The prices and the usage assumptions of a resource.

    `nodes` is the number of nodes on a quiet day, None when only the pool's bounds are known.
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
        """Return a line for a monthly quantity in the price's unit; raise UnpricedError."""
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


#: Yields the lines of a resource of one type; raises UnpricedError.
Biller = Callable[[Resource, Rates], Iterable[Line]]
