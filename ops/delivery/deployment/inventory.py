"""The resources in the Terraform states, read without Terraform."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient

from ops.common.errors import UserError
from ops.delivery.states.state_file import managed_instances
from ops.engine.synthesis.stacks import Stack

# The state format since Terraform 0.12.
_FORMAT: Final = 4
_IN_THE_CLUSTER: Final = ("kubernetes_", "helm_")


class UnknownStateError(UserError):
    """A state in an unknown format."""


@dataclass(frozen=True, kw_only=True)
class HeldResource:
    """A resource in a state. `id` is the provider's: the ARM id in Azure."""

    address: str
    type: str
    id: str
    name: str

    @property
    def in_cluster(self) -> bool:
        """Whether the resource is in the Kubernetes cluster and is deleted with it."""
        return self.type.startswith(_IN_THE_CLUSTER)


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """The managed resources of one stack."""

    stack: str
    resources: tuple[HeldResource, ...]

    @property
    def in_cluster(self) -> tuple[HeldResource, ...]:
        """The resources that are deleted with the cluster."""
        return tuple(resource for resource in self.resources if resource.in_cluster)

    @property
    def types(self) -> Mapping[str, int]:
        """The number of resources of each type."""
        return Counter(resource.type for resource in self.resources)


def read_inventories(container: ContainerClient, stacks: Sequence[Stack]) -> tuple[Inventory, ...]:
    """Return the resources of each stack in the given order; none for a stack that was never applied.

    Reading the blobs needs neither providers nor a cluster that answers. Raises UnknownStateError.
    """
    return tuple(read_inventory(container, stack) for stack in stacks)


def read_inventory(container: ContainerClient, stack: Stack) -> Inventory:
    """Return the resources of one stack. Raises UnknownStateError."""
    document = _state(container, stack.backend.key)
    if document.get("version", _FORMAT) != _FORMAT:
        raise UnknownStateError(
            f"the state of {stack.name} has format {document['version']}; only format {_FORMAT} is supported",
            where=stack.backend.key,
            remedy="destroy it by hand: cdktf destroy app addons foundation --parallelism 1",
        )
    return Inventory(stack=stack.name, resources=tuple(_held(document)))


def _state(container: ContainerClient, key: str) -> dict[str, Any]:
    """Return the state document; empty when there is none. The backend creates an empty blob for its lock."""
    try:
        content = container.download_blob(key).readall()
    except ResourceNotFoundError:
        return {}
    document: dict[str, Any] = json.loads(content) if content else {}
    return document


def _held(document: Mapping[str, Any]) -> Iterator[HeldResource]:
    for address, resource, instance in managed_instances(document.get("resources", ())):
        attributes = instance.get("attributes") or {}
        yield HeldResource(
            address=address,
            type=resource["type"],
            id=str(attributes.get("id") or ""),
            name=str(attributes.get("name") or attributes.get("id") or resource["name"]),
        )
