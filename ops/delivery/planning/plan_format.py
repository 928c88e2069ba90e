"""Terraform's plan JSON, format 1.2: its keys, which of them the fingerprint counts, and every planned entry.

Source: https://github.com/hashicorp/terraform/blob/main/internal/command/jsonplan/plan.go and
action_invocations.go beside it (read on 2026-11-28). A key that is not listed counts in the fingerprint and
is reported: an effect that a later Terraform adds is never overlooked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final


class Project(Enum):
    """The project that a plan is of: this repository, or another, whose stacks `ops` does not know."""

    THIS = "this repository"
    OTHER = "another project"


@dataclass(frozen=True, kw_only=True)
class Key:
    """A key of the plan: whether the fingerprint counts it, and why."""

    counts: bool
    why: str


PLAN_KEYS: Final[Mapping[str, Key]] = {
    "format_version": Key(counts=False, why="the form of the file; an unknown one is refused"),
    "terraform_version": Key(counts=False, why="the program that planned"),
    "variables": Key(counts=False, why="inputs: what they change is in the changes"),
    "planned_values": Key(counts=False, why="the changes' result, written once more"),
    "resource_drift": Key(counts=False, why="what a refresh found; `ops drift` reports it"),
    "resource_changes": Key(counts=True, why="the planned changes"),
    "deferred_changes": Key(counts=True, why="changes that a later plan makes"),
    "deferred_action_invocations": Key(counts=True, why="actions that a later plan invokes"),
    "output_changes": Key(counts=True, why="values that later stacks read"),
    "action_invocations": Key(counts=True, why="actions that the apply invokes"),
    "prior_state": Key(counts=False, why="what exists before; the changes name what differs"),
    "configuration": Key(counts=False, why="the code: what it changes is in the changes"),
    "relevant_attributes": Key(counts=False, why="where a change comes from"),
    "checks": Key(counts=False, why="results of checks; a failed one ends the plan or is a warning"),
    "timestamp": Key(counts=False, why="the time of the plan"),
    "applyable": Key(counts=False, why="whether there is a change"),
    "complete": Key(counts=False, why="false beside deferred changes and -target; the changes are listed"),
    "errored": Key(counts=False, why="a plan with an error is refused"),
}
_RESOURCE_KEYS: Final = frozenset(
    {"address", "previous_address", "module_address", "mode", "type", "name", "index", "provider_name"}
    | {"deposed", "change", "action_reason"}
)
_CHANGE_KEYS: Final = frozenset(
    {"actions", "before", "after", "after_unknown", "before_sensitive", "after_sensitive", "replace_paths"}
    | {"importing", "generated_config", "before_identity", "after_identity"}
)
_DEFERRED_KEYS: Final = frozenset({"reason", "resource_change", "action_invocation"})
_INVOCATION_KEYS: Final = frozenset(
    {"address", "type", "name", "provider_name", "config_values", "config_sensitive", "config_unknown"}
    | {"lifecycle_action_trigger", "invoke_action_trigger"}
)
#: Added to an entry here: why Terraform defers it, and what invokes an action. No keys of Terraform.
DEFERRED_BECAUSE: Final = "(deferred because)"
INVOKED_BY: Final = "(invoked by)"
_BY_HAND: Final = "-invoke"


def planned_entries(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield everything that a plan does or defers, each in the form of an entry of `resource_changes`."""
    yield from plan.get("resource_changes", ())
    for deferred in plan.get("deferred_changes", ()):
        yield {**deferred["resource_change"], DEFERRED_BECAUSE: deferred["reason"]}
    for invocation in plan.get("action_invocations", ()):
        yield _invocation(invocation)
    for deferred in plan.get("deferred_action_invocations", ()):
        yield {**_invocation(deferred["action_invocation"]), DEFERRED_BECAUSE: deferred["reason"]}


def unknown_keys(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands under keys that this module does not list, by their place in the plan.

    Entries that do nothing are left out, as they are from the fingerprint.
    """
    found: dict[str, Any] = {name: value for name, value in plan.items() if name not in PLAN_KEYS}
    for place, known, part in _parts(plan):
        for name in part.keys() - known:
            found.setdefault(f"{place}.{name}", []).append([part.get("address"), part[name]])
    return found


def idle(entry: Mapping[str, Any]) -> bool:
    """Return whether the apply does nothing with an entry, and the state's address stays."""
    change = entry["change"]
    return (
        change["actions"] in (["no-op"], ["read"])
        and not change.get("importing")
        and not entry.get("previous_address")
        and DEFERRED_BECAUSE not in entry
    )


def _parts(plan: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str], Mapping[str, Any]]]:
    """Yield each part of a plan whose keys are known, with its place."""
    deferred = plan.get("deferred_changes", ())
    for entry in (*plan.get("resource_changes", ()), *(each["resource_change"] for each in deferred)):
        if not idle(entry):
            yield "resource_changes", _RESOURCE_KEYS, entry
            yield "resource_changes.change", _CHANGE_KEYS, entry["change"]
    for change in plan.get("output_changes", {}).values():
        if change["actions"] != ["no-op"]:
            yield "output_changes", _CHANGE_KEYS, change
    later = plan.get("deferred_action_invocations", ())
    for each in (*deferred, *later):
        yield "deferred_changes", _DEFERRED_KEYS, each
    for invocation in (*plan.get("action_invocations", ()), *(each["action_invocation"] for each in later)):
        yield "action_invocations", _INVOCATION_KEYS, invocation


def _invocation(invocation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the invocation of an action as if it created its configuration."""
    return {
        "address": invocation["address"],
        "type": invocation["type"],
        "provider_name": invocation.get("provider_name"),
        "change": {
            "actions": ["create"],
            "before": None,
            "after": invocation.get("config_values"),
            "after_unknown": invocation.get("config_unknown") or {},
            "before_sensitive": False,
            "after_sensitive": invocation.get("config_sensitive") or {},
        },
        INVOKED_BY: _trigger(invocation),
    }


def _trigger(invocation: Mapping[str, Any]) -> str:
    """Return what invokes an action: an event of a resource with the places in its lists, or a person."""
    event = invocation.get("lifecycle_action_trigger")
    if not event:
        caller = (invocation.get("invoke_action_trigger") or {}).get("calling_resource_address")
        return f"{_BY_HAND} by {caller}" if caller else _BY_HAND
    more = "".join(
        f", {name} {event[name]}"
        for name in ("action_trigger_block_index", "actions_list_index", "on_failure")
        if event.get(name)
    )
    return f"{event.get('action_trigger_event')} of {event.get('triggering_resource_address')}{more}"
