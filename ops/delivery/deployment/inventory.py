"""The resources in the Terraform states, read without Terraform."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from azure.storage.blob import ContainerClient

from ops.delivery.states.state_file import managed_instances
from ops.delivery.states.whole import read_whole_state
from ops.engine.synthesis.stacks import Stack

_IN_THE_CLUSTER: Final = ("kubernetes_", "helm_")


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


def read_inventories(
    container: ContainerClient, stacks: Sequence[Stack], *, environment: str
) -> tuple[Inventory, ...]:
    """Return the resources of each stack in the given order; none for a stack that was never applied.

    Reading the blobs needs neither providers nor a cluster that answers. Raises DamagedStateBlobError.
    """
    return tuple(read_inventory(container, stack.name, environment=environment) for stack in stacks)


def read_inventory(container: ContainerClient, stack: str, *, environment: str) -> Inventory:
    """Return the resources of one stack. Raises DamagedStateBlobError."""
    state = read_whole_state(container, environment=environment, stack=stack)
    return Inventory(stack=stack, resources=tuple(_held(state.resources)) if state else ())


def _held(resources: Sequence[Mapping[str, Any]]) -> Iterator[HeldResource]:
    for address, resource, instance in managed_instances(resources):
        attributes = instance.get("attributes") or {}
        yield HeldResource(
            address=address,
            type=resource["type"],
            id=str(attributes.get("id") or ""),
            name=str(attributes.get("name") or attributes.get("id") or resource["name"]),
        )
