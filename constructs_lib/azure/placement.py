"""The place of Azure resources: resource group, region, tags."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where resources are created, and how they are tagged.

    Attributes:
        resource_group: The resource group's name; a reference to a group in the same stack makes resources
            wait for it.
        location: The Azure region, as Azure writes it (`eastus`).
        tags: Tags of every resource. Default: none.
    """

    resource_group: str
    location: str
    tags: Mapping[str, str] = field(default_factory=dict)
