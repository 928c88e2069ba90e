"""Custom resource definitions that a cluster has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rehearsal.cloud.store import CloudObject, SimulatedCloud

DEFINITION_TYPE = "custom_resource_definition"


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """A kind of custom resource."""

    group: str
    kind: str
    versions: tuple[str, ...]


def install(cloud: SimulatedCloud, scope: str, definitions: Iterable[Definition]) -> None:
    """Make definitions exist in a cluster."""
    for definition in definitions:
        attributes = {
            "group": definition.group,
            "kind": definition.kind,
            "versions": list(definition.versions),
        }
        id_ = f"{definition.kind}.{definition.group}"
        cloud.put(
            CloudObject(
                provider="kubernetes", type=DEFINITION_TYPE, id=id_, attributes=attributes, scope=scope
            )
        )


def find_definition(
    cloud: SimulatedCloud, scope: str, group: str, version: str, kind: str
) -> CloudObject | None:
    """Return the definition of a kind in a served version, or None."""
    found = cloud.get(DEFINITION_TYPE, f"{kind}.{group}", scope=scope)
    return found if found and version in found.attributes["versions"] else None
