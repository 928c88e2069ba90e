"""The fingerprint of a plan: equal exactly for plans with the same effect.

It is independent of the order of resources, of time, and of what Terraform only reads. It includes sensitive
values: a plan that sets another value is another plan. It is a SHA-256, which reveals no value.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ops.delivery.planning.normal_form import Marker, changed_marks, effect
from ops.delivery.planning.plan_format import (
    DEFERRED_BECAUSE,
    INVOKED_BY,
    Project,
    idle,
    planned_entries,
    unknown_keys,
)
from ops.delivery.planning.service_changes import without_service_changes
from ops.engine.terraform.plan_json import ExactNumber


def fingerprint(plan: Mapping[str, Any], *, project: Project = Project.THIS) -> str:
    """Return the fingerprint of a plan (`terraform show -json`): 16 hexadecimal digits.

    ops/delivery/planning/plan_format.py says which keys of the plan count.
    """
    plan = without_service_changes(plan, project=project)
    unknown = unknown_keys(plan)
    return _digest(
        {
            "resources": _entries(planned_entries(plan)),
            "outputs": {
                name: _values(change)
                for name, change in plan.get("output_changes", {}).items()
                if change["actions"] != ["no-op"]
            },
            **({"unknown": _exact(unknown)} if unknown else {}),
        }
    )


def drift_fingerprint(plan: Mapping[str, Any], *, project: Project = Project.THIS) -> str:
    """Return the fingerprint of what a plan's refresh found, without what services change by themselves."""
    return _digest({"drift": _entries(without_service_changes(plan, project=project)["resource_drift"])})


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(facts).encode()).hexdigest()[:16]


def _canonical(facts: object) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def _entries(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted(_canonical(_resource(entry)) for entry in entries if not idle(entry))


def _resource(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "address": entry["address"],
        # A deposed object has the address of the one that took its place.
        "deposed": entry.get("deposed"),
        "previous_address": entry.get("previous_address"),
        "import": _exact(entry["change"].get("importing")),
        "provider": entry.get("provider_name"),
        "deferred": entry.get(DEFERRED_BECAUSE),
        "invoked": entry.get(INVOKED_BY),
        **_values(entry["change"]),
    }


def _values(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the actions, and every changed value and mark, without what a refresh found."""
    return {
        "actions": change["actions"],
        "values": list(_encoded(change)),
        "replace": sorted(json.dumps(path) for path in change.get("replace_paths", ())),
        "marks": sorted(map(_canonical, changed_marks(change))),
    }


def _encoded(change: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Yield a pair of path and value for each leaf; a marker and an exact number have a third part."""
    for path, value in effect(change).items():
        if isinstance(value, Marker):
            yield path, None, value.value
        elif isinstance(value, ExactNumber):
            yield path, "number", value.text
        else:
            yield path, value


def _exact(tree: Any) -> Any:
    """Return a tree of JSON in which no number loses a digit."""
    if isinstance(tree, ExactNumber):
        return ["number", tree.text, None]
    if isinstance(tree, dict):
        return {name: _exact(value) for name, value in tree.items()}
    return [_exact(value) for value in tree] if isinstance(tree, list) else tree
