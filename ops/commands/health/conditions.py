"""Custom resources whose controller says by conditions how they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ops.commands.health.finding import Area, Finding, Health

Custom = Mapping[str, Any]


def conditions(item: Custom) -> Sequence[Mapping[str, Any]]:
    """Return the conditions in a resource's status, or in a part of a status."""
    status = item.get("status", item)
    found: Sequence[Mapping[str, Any]] = status.get("conditions") or []
    return found


def holds(item: Custom, kind: str) -> bool:
    """Say whether a condition is true."""
    return any(entry["type"] == kind and entry["status"] == "True" for entry in conditions(item))


def message(item: Custom, kind: str) -> str:
    """Return what the controller says about a condition."""
    for entry in conditions(item):
        if entry["type"] == kind:
            return str(entry.get("message") or entry.get("reason") or entry["status"])
    return "its controller has not reported"


def title(item: Custom) -> str:
    """Return kind and name of a resource."""
    return f"{item['kind']}/{item['metadata']['name']}"


def describe(item: Custom) -> str:
    """Return the command that shows a resource with its events."""
    metadata = item["metadata"]
    namespace = f"-n {metadata['namespace']} " if metadata.get("namespace") else ""
    return f"kubectl {namespace}describe {item['kind'].lower()} {metadata['name']}"


def judged(item: Custom, kind: str, *, section: Area) -> Finding:
    """Return a finding on one condition that has to hold."""
    if holds(item, kind):
        return Finding(section=section, subject=title(item), status=Health.OK, detail=kind)
    return Finding(
        section=section,
        subject=title(item),
        status=Health.FAILED,
        detail=f"not {kind}: {message(item, kind)}",
        remedy=describe(item),
    )


def none_yet(items: Iterable[object], what: str, *, section: Area) -> list[Finding]:
    """Return a finding when there is none of what the application makes."""
    if any(True for _ in items):
        return []
    return [
        Finding(
            section=section,
            subject=what,
            status=Health.ABSENT,
            detail="none: the application stack makes it",
            remedy="",
        )
    ]
