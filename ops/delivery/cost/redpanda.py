"""The billing of Redpanda Serverless. Source: docs.redpanda.com, "Billing and Support" (May 2026)."""

from collections.abc import Iterator, Mapping
from typing import Final

from ops.delivery.cost.amounts import HOURS_A_MONTH, Range
from ops.delivery.cost.billing import Biller, Line, Rates
from ops.delivery.cost.resources import Resource


def cluster(_resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price the uptime (billed while there is a topic), and the data that is written, read and kept."""
    usage = rates.usage
    yield rates.line("cluster uptime", "serverless/uptime", Range.of(HOURS_A_MONTH))
    yield rates.line("events written", "serverless/written", usage.events_written_gb.range)
    yield rates.line("events read", "serverless/read", usage.events_read_gb.range)
    yield rates.line("events kept", "serverless/stored", usage.events_stored_gb.range)


def topic(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price a topic by its partitions, which are billed whether anything is written to them or not."""
    partitions = resource.values["partition_count"]
    quantity = Range.of(partitions * HOURS_A_MONTH)
    yield rates.line(f"{partitions} partitions", "serverless/partition", quantity)


BILLERS: Final[Mapping[str, Biller]] = {
    "redpanda_serverless_cluster": cluster,
    "redpanda_topic": topic,
}
