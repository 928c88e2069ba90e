"""The metadata of Kubernetes objects: name, namespace, labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypedDict


class MetadataArguments(TypedDict):
    """The keyword arguments that every `…Metadata` struct of the bindings takes."""

    name: str
    namespace: str | None
    labels: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ObjectMeta:
    """What an object is called, where it is, and what it is labelled with.

    Attributes:
        name: The object's name.
        namespace: Its namespace; a reference to one in the same stack makes the object wait for it. Default:
            none, for objects of the whole cluster.
        labels: Its labels. Default: none.
    """

    name: str
    namespace: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str) -> Self:
        """Return the metadata of another object in the same place with the same labels."""
        return replace(self, name=name)

    def labelled(self, labels: Mapping[str, str]) -> Self:
        """Return the metadata with further labels."""
        return replace(self, labels={**self.labels, **labels})

    @property
    def arguments(self) -> MetadataArguments:
        """The metadata as keyword arguments of the bindings' structs."""
        return {"name": self.name, "namespace": self.namespace, "labels": self.labels}

    @property
    def manifest(self) -> dict[str, Any]:
        """The metadata as a manifest has them."""
        placed = {"namespace": self.namespace} if self.namespace else {}
        return {"name": self.name, **placed, "labels": dict(self.labels)}
