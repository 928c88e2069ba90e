"""The resources of the synthesized stacks and the references between them, also across stacks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.engine.synthesis.document import StackDocument

_OUTPUT: Final = re.compile(r"data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)")
_WORD: Final = re.compile(r"\b([a-z][a-z0-9_]*)\.([a-z0-9_]+)")


@dataclass(frozen=True, kw_only=True, order=True)
class Address:
    """A resource by its stack, type and name."""

    stack: str
    type: str
    name: str

    def __str__(self) -> str:
        """Return for instance `foundation/azurerm_public_ip.gateway_address`."""
        return f"{self.stack}/{self.type}.{self.name}"


@dataclass(frozen=True, kw_only=True)
class Read:
    """An output of another stack that a stack reads."""

    by: str
    of: str
    output: str


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Resources with their arguments, and references from one to another (`source` needs `target`)."""

    resources: Mapping[Address, Mapping[str, Any]]
    references: frozenset[tuple[Address, Address]]
    reads: frozenset[Read]


def read_graph(documents: Mapping[str, StackDocument]) -> Graph:
    """Read the synthesized stacks, by name. A reference to another's output leads to what that names."""
    resources = {
        Address(stack=stack, type=resource.type, name=resource.name): resource.arguments
        for stack, document in documents.items()
        for resource in document.resources
    }
    references = {
        (source, target)
        for source, arguments in resources.items()
        for target in _targets(source.stack, arguments, documents)
        if target in resources and target != source
    }
    return Graph(
        resources=resources,
        references=frozenset(references),
        reads=frozenset(read for name, document in documents.items() for read in _reads(name, document)),
    )


def _targets(stack: str, value: Any, documents: Mapping[str, StackDocument]) -> Iterator[Address]:
    for text in _references(value):
        for kind, name in _WORD.findall(text):
            yield Address(stack=stack, type=kind, name=name)
        for other, output in _OUTPUT.findall(text):
            yield from _targets(other, documents[other].outputs[output], documents)


def _reads(stack: str, document: StackDocument) -> Iterator[Read]:
    for text in _references(document.expressions):
        for other, output in _OUTPUT.findall(text):
            yield Read(by=stack, of=other, output=output)


def _references(value: Any, *, listed: bool = False) -> Iterator[str]:
    """Yield each text with a reference: an expression, or an entry of `depends_on`."""
    if isinstance(value, str):
        if listed or "${" in value:
            yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _references(inner, listed=name == "depends_on")
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner, listed=listed)
