"""The JSON documents of an estimate and of a cost change."""

from dataclasses import asdict
from typing import Any

from ops.delivery.cost.amounts import Range
from ops.delivery.cost.change import CostChange
from ops.delivery.cost.environment import EnvironmentCost
from ops.delivery.cost.estimate import ResourceCost
from ops.delivery.cost.wording import warnings


def cost_document(cost: EnvironmentCost) -> dict[str, Any]:
    """Return the estimate with every resource and line; monthly amounts, rounded to the cent."""
    found = cost.estimate
    return {
        "environment": cost.environment,
        "currency": found.currency,
        "total": _range(found.total),
        "billed_by": {
            provider: _range(found.of_provider(provider))
            for provider in dict.fromkeys(each.provider for each in found.resources)
        },
        "limit": cost.usage.limit,
        "over_limit": cost.over_limit,
        "complete": not found.missing,
        "unverified": round(found.unverified, 2),
        "nodes": {
            "quiet_day": cost.capacity.nodes_at_minimum,
            "every_replica": cost.capacity.nodes_at_maximum,
            "pool": [cost.capacity.pool_minimum, cost.capacity.pool_maximum],
        },
        "oldest_price": found.oldest,
        "prices_are_old": cost.aged,
        "warnings": list(warnings(cost)),
        "resources": [_resource(each) for each in found.resources],
        "free": dict(sorted(found.free.items())),
        "unknown": list(found.unknown),
        "unpriced": [asdict(each) for each in found.unpriced],
        "assumptions": cost.usage.model_dump(),
    }


def change_document(change: CostChange) -> dict[str, Any]:
    """Return the change of the expected monthly cost."""
    return {
        "currency": change.currency,
        "before": _range(change.before),
        "after": _range(change.after),
        "resources": [{**asdict(each), "difference": round(each.difference, 2)} for each in change.resources],
        "missing": list(change.missing),
    }


def _resource(cost: ResourceCost) -> dict[str, Any]:
    return {
        "stack": cost.stack,
        "address": cost.address,
        "type": cost.type,
        "billed_by": cost.provider,
        "verified": cost.verified,
        "cost": _range(cost.cost),
        "lines": [
            {**asdict(line), "cost": _range(line.cost), "quantity": asdict(line.quantity)}
            for line in cost.lines
        ],
    }


def _range(amount: Range) -> dict[str, float]:
    return {name: round(value, 2) for name, value in asdict(amount).items()}
