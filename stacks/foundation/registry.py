"""The registry from which the cluster pulls images."""

from constructs import Construct

from constructs_lib.azure.container_registry import ContainerRegistry
from environments.azure import Registry
from stacks.foundation.resource_group import FoundationGroup


class FoundationRegistry(ContainerRegistry):
    """The container registry of the environment."""

    def __init__(self, scope: Construct, id_: str, *, settings: Registry, at: FoundationGroup) -> None:
        super().__init__(
            scope,
            id_,
            name=settings.name,
            sku=settings.sku,
            untagged_retention_days=settings.untagged_retention_days,
            quarantine=settings.quarantine,
            placement=at.placement,
        )
