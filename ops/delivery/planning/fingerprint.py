"""A fingerprint of what a plan would do, equal for equal plans and for nothing else.

It does not depend on the order in which resources are listed, on the time, or on what Terraform only
reads. Values enter it as they are, sensitive ones too: a plan that sets another value is another plan. It
is a SHA-256, from which no value can be had back.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ops.delivery.planning.values import changed_values

_IDLE = (["no-op"], ["read"])


def fingerprint(plan: Mapping[str, Any]) -> str:
    """Return the fingerprint of a plan (`terraform show -json`): 16 hexadecimal digits."""
    facts = {
        "resources": sorted(
            (_resource(entry) for entry in plan.get("resource_changes", ()) if _matters(entry)),
            key=lambda fact: str(fact["address"]),
        ),
        "outputs": {
            name: _values(change)
            for name, change in plan.get("output_changes", {}).items()
            if change["actions"] != ["no-op"]
        },
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _matters(entry: Mapping[str, Any]) -> bool:
    change = entry["change"]
    return (
        change["actions"] not in _IDLE or bool(change.get("importing")) or bool(entry.get("previous_address"))
    )


def _resource(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "address": entry["address"],
        "previous_address": entry.get("previous_address"),
        "import": entry["change"].get("importing"),
        **_values(entry["change"]),
    }


def _values(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the actions and every value that is set anew; what only a refresh has found is no part of it."""
    return {
        "actions": change["actions"],
        "values": changed_values(change),
        "replace": sorted(json.dumps(path) for path in change.get("replace_paths", ())),
    }
