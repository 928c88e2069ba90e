"""What an environment could cost less without giving up a requirement, computed with the same prices."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ops.delivery.cost.amounts import HOURS_A_MONTH, cents
from ops.delivery.cost.capacity import Capacity
from ops.delivery.cost.catalogue import Prices, UnpricedError
from ops.delivery.cost.estimate import Estimate
from ops.delivery.cost.usage import Usage

_TERMS: Final = {"1-year": "one year", "3-years": "three years"}


@dataclass(frozen=True, kw_only=True)
class Saving:
    """A cheaper way: what it saves a month in all, and by how much Azure's bill alone becomes smaller.

    `instead_of` names what it replaces: two savings of the same thing exclude each other.
    """

    what: str
    instead_of: str
    amount: Decimal
    azure: Decimal
    trade_off: str
    verified: bool


def savings(
    estimate: Estimate, *, capacity: Capacity, usage: Usage, prices: Prices, region: str
) -> tuple[Saving, ...]:
    """Return the savings, smallest commitment first; none where a price is not known."""
    found = [
        *_reservations(capacity, usage=usage, prices=prices, region=region),
        *_event_hubs(estimate, prices=prices, region=region),
    ]
    return tuple(each for each in found if each.amount > 0)


def together(found: tuple[Saving, ...]) -> tuple[Saving, ...]:
    """Return the first saving of each thing: those that can be had at once."""
    return tuple({each.instead_of: each for each in reversed(found)}.values())


def _reservations(capacity: Capacity, *, usage: Usage, prices: Prices, region: str) -> Iterator[Saving]:
    """Reserve the nodes of a quiet day: billed for every hour, whether they run or not."""
    size, nodes = capacity.node_size, capacity.nodes_at_minimum
    for term, words in _TERMS.items():
        try:
            listed = prices.find("azure", region, f"vm/{size}")
            reserved = prices.find("azure", region, f"vm/{size}/{term}")
        except UnpricedError:
            continue
        amount = cents(nodes * (listed.amount * usage.hours_on.expected - reserved.amount * HOURS_A_MONTH))
        yield Saving(
            what=f"reserve {nodes} × {size} for {words}",
            instead_of="nodes",
            amount=amount,
            azure=amount,
            trade_off="paid whether they run or not; size and number stay for that time",
            verified=listed.verified and reserved.verified,
        )


def _event_hubs(estimate: Estimate, *, prices: Prices, region: str) -> Iterator[Saving]:
    """Use one throughput unit of Azure Event Hubs, Standard, which speaks Kafka, in place of Redpanda."""
    redpanda = estimate.of_provider("redpanda").expected
    try:
        unit = prices.find("azure", region, "event-hubs/throughput")
    except UnpricedError:
        return
    bill = cents(unit.amount * HOURS_A_MONTH)
    if redpanda:
        yield Saving(
            what="Azure Event Hubs, Standard, as the Kafka",
            instead_of="Kafka",
            amount=redpanda - bill,
            azure=-bill,
            trade_off="its namespace is made by hand; PLAIN over TLS, at most 7 days and 1 MB a second",
            verified=False,
        )
