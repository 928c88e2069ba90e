"""What is deployed, as the estimator reads it: the same shape out of synthesized stacks and out of plans."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ops.engine.synthesis.document import StackDocument


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One managed resource and its configured values."""

    stack: str
    type: str
    address: str
    values: Mapping[str, Any] = field(repr=False)

    def block(self, name: str) -> Mapping[str, Any]:
        """Return a block that stands once; empty when it is not there.

        Synthesized files write it as an object, `terraform show -json` as a list of one.
        """
        value = self.values.get(name) or {}
        if isinstance(value, list):
            value = value[0]
        return dict(value)

    def blocks(self, name: str) -> list[Mapping[str, Any]]:
        """Return a block that may stand several times."""
        value = self.values.get(name) or []
        return [value] if isinstance(value, Mapping) else list(value)


def synthesized_resources(stacks: Mapping[str, StackDocument]) -> list[Resource]:
    """Return the resources of synthesized stacks, by the names of the stacks."""
    return [
        Resource(stack=stack, type=each.type, address=each.address, values=each.arguments)
        for stack, document in stacks.items()
        for each in document.resources
    ]


def planned_resources(
    stack: str, plan: Mapping[str, Any], *, side: Literal["before", "after"]
) -> list[Resource]:
    """Return the resources before or after a plan (`terraform show -json`); none before a first apply.

    Source: https://developer.hashicorp.com/terraform/internals/json-format#values-representation.
    """
    values = plan.get("prior_state", {}).get("values") if side == "before" else plan.get("planned_values")
    return [
        Resource(stack=stack, type=each["type"], address=each["address"], values=each["values"])
        for each in _below((values or {}).get("root_module", {}))
        if each.get("mode") == "managed"
    ]


def _below(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _below(child)
