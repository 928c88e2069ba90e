"""The environment's resource group: where the foundation's resources go, and what roles hold on."""

from dataclasses import dataclass

from constructs_lib.azure.placement import Placement


@dataclass(frozen=True, kw_only=True)
class Place:
    """The environment's resource group, by reference, so that what is placed in it waits for it."""

    placement: Placement
    resource_group_id: str
    subscription_id: str
