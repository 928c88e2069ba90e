"""Prices, assumptions and estimates that tests make up, or take from the repository's own files."""

from datetime import date
from pathlib import Path
from typing import Any

from ops.delivery.cost.catalogue import Price, PriceCatalogue, Prices, read_prices
from ops.delivery.cost.environment import EnvironmentCost, cost_of
from ops.delivery.cost.resources import Resource
from ops.delivery.cost.usage import Usage, read_usage
from tests.support.synthesis import STACKS, synthesized_document

TODAY = date(2026, 11, 25)


def cost(environment: str, *, today: date = TODAY) -> EnvironmentCost:
    """Return the estimate of one of the repository's environments, with its own prices."""
    documents = {stack: synthesized_document(environment, stack) for stack in STACKS}
    return cost_of(
        environment, documents, prices=read_prices(), usage=read_usage().of(environment), today=today
    )


def usage(environment: str = "production", **changes: Any) -> Usage:
    """Return the assumptions of an environment, some of them replaced by one certain quantity."""
    replaced = {
        name: {"minimum": value, "expected": value, "maximum": value, "why": "a test wants it so"}
        for name, value in changes.items()
    }
    return Usage.model_validate({**read_usage().of(environment).model_dump(), **replaced})


def price(amount: float, **more: Any) -> Price:
    values = {"unit": "month", "source": "https://example.com", "read": TODAY, "verified": True, **more}
    return Price.model_validate({"amount": amount, **values})


def prices(**by_key: Price) -> Prices:
    """Return a catalogue of Azure in eastus; `__` in a name stands for the slash of its key."""
    keys = {key.replace("__", "/"): each for key, each in by_key.items()}
    catalogue = PriceCatalogue(provider="azure", region="eastus", currency="USD", prices=keys)
    return Prices(folder=Path("prices"), catalogues={("azure", "eastus"): catalogue})


def resource(kind: str, name: str = "one", *, stack: str = "foundation", **values: Any) -> Resource:
    return Resource(stack=stack, type=kind, address=f"{kind}.{name}", values={"location": "eastus", **values})
