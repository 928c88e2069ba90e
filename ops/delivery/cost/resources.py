"""The resources of an estimate, read from synthesized stacks or from plans."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ops.engine.synthesis.document import StackDocument


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A managed resource with its values."""

    stack: str
    type: str
    address: str
    values: Mapping[str, Any] = field(repr=False)

    def block(self, name: str) -> Mapping[str, Any]:
        """Return a single block; empty when it is missing.

        It is an object in synthesized files, and a list of one in `terraform show -json`.
        """
        value = self.values.get(name) or {}
        if isinstance(value, list):
            value = value[0]
        return dict(value)

    def blocks(self, name: str) -> list[Mapping[str, Any]]:
        """Return all blocks of a name."""
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

    A planned resource has no `values` when all of them are known after the apply.
    Source: https://developer.hashicorp.com/terraform/internals/json-format#values-representation.
    """
    values = plan.get("planned_values")
    if side == "before":
        values = (plan.get("prior_state") or {}).get("values")
    return [
        Resource(stack=stack, type=each["type"], address=each["address"], values=each.get("values") or {})
        for each in _below((values or {}).get("root_module") or {})
        if each.get("mode") == "managed"
    ]


def _below(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _below(child)
