"""Plans as `terraform show -json` gives them, for tests: only what a test wants to say."""

from typing import Any


def resource(
    address: str,
    *actions: str,
    before: object = None,
    after: object = None,
    unknown: object = None,
    **more: Any,
) -> dict[str, Any]:
    """Return one entry of `resource_changes`; `more` goes into its `change`."""
    change = {
        "actions": list(actions),
        "before": before,
        "after": after,
        "after_unknown": {} if unknown is None else unknown,
        "before_sensitive": {},
        "after_sensitive": {},
        **more,
    }
    return {"address": address, "type": address.split(".")[0], "mode": "managed", "change": change}


def plan(
    *entries: dict[str, Any],
    drift: tuple[dict[str, Any], ...] = (),
    state: dict[str, dict[str, Any]] | None = None,
    **outputs: Any,
) -> dict[str, Any]:
    """Return a plan of these entries; `state` has values by address, `outputs` are new outputs by name."""
    resources = [
        {"address": address, "type": address.split(".")[0], "values": values}
        for address, values in (state or {}).items()
    ]
    return {
        "format_version": "1.2",
        "resource_changes": list(entries),
        "resource_drift": list(drift),
        "prior_state": {"values": {"root_module": {"resources": resources}}},
        "output_changes": {
            name: {"actions": ["create"], "before": None, "after": value, "after_unknown": False}
            for name, value in outputs.items()
        },
    }
