"""Where resources go and how they are tagged: what every construct of the foundation is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict


class Placement(TypedDict):
    """Keyword arguments that every construct in the resource group takes."""

    resource_group: str
    location: str
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Place:
    """The environment's resource group, by reference, so that what is put there waits for it."""

    resource_group: str
    resource_group_id: str
    subscription_id: str
    location: str
    tags: Mapping[str, str]

    @property
    def arguments(self) -> Placement:
        """The keyword arguments `resource_group`, `location` and `tags`."""
        return {"resource_group": self.resource_group, "location": self.location, "tags": self.tags}
