"""What was changed outside Terraform: what Terraform reports, without what controllers are there to move."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ops.delivery.planning.changes import Action, ResourceChange

# Type, then attribute, then why it moves by itself.
_MOVED_BY_CONTROLLERS: Final = (
    # The HorizontalPodAutoscaler rules the replicas; the stacks never set them.
    (r"kubernetes_deployment_v1", r"spec\.replicas"),
    # The API server counts every write, whoever makes it.
    (r"kubernetes_.+", r"(object\.)?metadata\.(resource_version|resourceVersion|generation)"),
)


def by_people(changes: Iterable[ResourceChange]) -> tuple[ResourceChange, ...]:
    """Return the changes that somebody has made, each without what a controller has moved."""
    told = (
        replace(change, attributes=tuple(a for a in change.attributes if not _moved(change, a.path)))
        for change in changes
    )
    return tuple(change for change in told if change.attributes or change.action is not Action.UPDATE)


def _moved(change: ResourceChange, attribute: str) -> bool:
    return any(
        re.fullmatch(types, change.resource_type) and re.fullmatch(attributes, attribute)
        for types, attributes in _MOVED_BY_CONTROLLERS
    )
