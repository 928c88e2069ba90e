"""The fingerprint of a plan: equal exactly for plans with the same effect.

It is independent of the order of resources, of time, and of what Terraform only reads. It includes sensitive
values: a plan that sets another value is another plan. It is a SHA-256, which reveals no value.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ops.delivery.planning.normal_form import Marker, effect
from ops.delivery.planning.service_changes import without_service_changes

_IDLE = (["no-op"], ["read"])


def fingerprint(plan: Mapping[str, Any], *, own: bool = True) -> str:
    """Return the fingerprint of a plan (`terraform show -json`): 16 hexadecimal digits.

    `own` is false for a plan of another project.
    """
    plan = without_service_changes(plan, own=own)
    facts = {
        "resources": sorted(
            _canonical(_resource(entry)) for entry in plan.get("resource_changes", ()) if _matters(entry)
        ),
        "outputs": {
            name: _values(change)
            for name, change in plan.get("output_changes", {}).items()
            if change["actions"] != ["no-op"]
        },
    }
    return hashlib.sha256(_canonical(facts).encode()).hexdigest()[:16]


def _canonical(facts: object) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def _matters(entry: Mapping[str, Any]) -> bool:
    change = entry["change"]
    return (
        change["actions"] not in _IDLE or bool(change.get("importing")) or bool(entry.get("previous_address"))
    )


def _resource(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "address": entry["address"],
        # A deposed object has the address of the one that took its place.
        "deposed": entry.get("deposed"),
        "previous_address": entry.get("previous_address"),
        "import": entry["change"].get("importing"),
        **_values(entry["change"]),
    }


def _values(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the actions and every changed value, without what a refresh found."""
    return {
        "actions": change["actions"],
        "values": list(_encoded(change)),
        "replace": sorted(json.dumps(path) for path in change.get("replace_paths", ())),
    }


def _encoded(change: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Yield a pair of path and value for each leaf; no value has the length of a marker."""
    for path, value in effect(change).items():
        yield (path, None, value.value) if isinstance(value, Marker) else (path, value)
