"""The JSON documents of an estimate and of a cost change."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from ops.delivery.cost.amounts import Range, cents
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
        "limit": None if cost.usage.limit is None else float(cost.usage.limit),
        "over_limit": cost.over_limit,
        "complete": not found.missing,
        "counted": found.counted,
        "unverified": _rounded(found.unverified),
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
        "savings": [
            {**asdict(each), "amount": float(each.amount), "azure": float(each.azure)}
            for each in cost.savings
        ],
        "assumptions": cost.usage.model_dump(),
    }


def change_document(change: CostChange) -> dict[str, Any]:
    """Return the change of the expected monthly cost."""
    return {
        "currency": change.currency,
        "before": _range(change.before),
        "after": _range(change.after),
        "resources": [
            {
                "stack": each.stack,
                "address": each.address,
                "before": None if each.before is None else _rounded(each.before),
                "after": None if each.after is None else _rounded(each.after),
                "difference": _rounded(each.difference),
            }
            for each in change.resources
        ],
        "missing": list(change.missing),
        "counted": change.counted,
        "unknown": [{"reason": why, "resources": list(names)} for why, names in change.reasons.items()],
        "limit": None if change.limit is None else float(change.limit),
        "over_limit": change.over_limit,
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
            {
                **asdict(line),
                "unit_price": float(line.unit_price),
                "cost": _range(line.cost),
                "quantity": {name: float(value) for name, value in asdict(line.quantity).items()},
            }
            for line in cost.lines
        ],
    }


def _range(amount: Range) -> dict[str, float]:
    return {name: _rounded(value) for name, value in asdict(amount).items()}


def _rounded(amount: Decimal) -> float:
    return float(cents(amount))
