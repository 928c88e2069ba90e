"""The changes of one stack's plan, read from `terraform show -json`."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ops.common.visible_text import visible_line
from ops.delivery.planning.ignored import IgnoredSetting
from ops.delivery.planning.masking import Masking
from ops.delivery.planning.plan_format import (
    DEFERRED_BECAUSE,
    INVOKED_BY,
    Project,
    planned_entries,
    unknown_keys,
)
from ops.delivery.planning.service_changes import without_service_changes
from ops.delivery.planning.values import UNKNOWN, AttributeChange
from ops.engine.terraform.redaction import Redactor


class Action(StrEnum):
    """The action on a resource, in the order in which reviewers see them.

    Changes to what exists come before new resources, which the code's diff shows as well.
    """

    REPLACE = "replace"
    DELETE = "delete"
    FORGET = "forget"
    UPDATE = "update"
    CREATE = "create"
    IMPORT = "import"
    MOVE = "move"
    INVOKE = "invoke"
    DEFER = "defer"
    READ = "read"
    NONE = "none"


#: Actions that remove something that exists.
DESTRUCTIVE: Final = frozenset({Action.REPLACE, Action.DELETE})


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """A resource that a plan changes, or that was changed outside Terraform.

    `reason` is Terraform's `action_reason`, or why a change is deferred. `moved_from` and `imported_as` stand
    beside any action. `invoked_by` is the trigger of an action.
    """

    address: str
    resource_type: str
    action: Action
    attributes: tuple[AttributeChange, ...] = ()
    replaced_for: tuple[str, ...] = ()
    reason: str | None = None
    moved_from: str | None = None
    imported_as: str | None = None
    deposed: str | None = None
    invoked_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class StackChanges:
    """The changes of one stack's plan: planned, made outside Terraform, and the names of changed outputs.

    `without_effect` are settings of the code that the plan ignores. `unknown_keys` are keys of the plan that
    this version does not know: they count in the fingerprint, and nothing else shows them.
    """

    stack: str
    planned: tuple[ResourceChange, ...]
    outside: tuple[ResourceChange, ...]
    outputs: tuple[str, ...]
    without_effect: tuple[IgnoredSetting, ...] = ()
    unknown_keys: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether applying the plan would do nothing."""
        return not self.planned and not self.outputs and not self.unknown_keys

    @property
    def destructive(self) -> tuple[ResourceChange, ...]:
        """The changes that remove something that exists."""
        return tuple(change for change in self.planned if change.action in DESTRUCTIVE)

    def count(self, action: Action) -> int:
        """Return the number of resources with this action."""
        return sum(change.action is action for change in self.planned)


def read_changes(
    stack: str, plan: Mapping[str, Any], *, redactor: Redactor | None = None, project: Project = Project.THIS
) -> StackChanges:
    """Return the changes of a plan: no reads, no unchanged resources, nothing that services change.

    The values that `redactor` knows are masked wherever they stand, as are those that the plan marks.
    """
    everything = {**plan, "resource_changes": list(planned_entries(plan))}
    masking = Masking.of_plan(everything, redactor)
    plan = without_service_changes(plan, project=project)
    entries = list(planned_entries(plan))
    return StackChanges(
        stack=stack,
        planned=_resources(entries, masking),
        outside=_resources(plan.get("resource_drift", ()), masking),
        outputs=tuple(
            sorted(
                visible_line(name)
                for name, change in plan.get("output_changes", {}).items()
                if change["actions"] != ["no-op"]
            )
        ),
        unknown_keys=tuple(sorted(map(visible_line, unknown_keys(plan)))),
    )


def _resources(entries: Sequence[Mapping[str, Any]], masking: Masking) -> tuple[ResourceChange, ...]:
    changes = [_resource(entry, masking) for entry in entries]
    visible = [change for change in changes if change.action not in (Action.READ, Action.NONE)]
    return tuple(sorted(visible, key=lambda change: (list(Action).index(change.action), change.address)))


def _resource(entry: Mapping[str, Any], masking: Masking) -> ResourceChange:
    change = entry["change"]
    return ResourceChange(
        address=masking.name(entry["address"]),
        resource_type=entry["type"],
        action=_action(entry),
        attributes=masking.attributes(change),
        replaced_for=tuple(masking.name(_path(path)) for path in change.get("replace_paths", ())),
        reason=_masked(masking.text, entry.get(DEFERRED_BECAUSE) or entry.get("action_reason")),
        moved_from=_masked(masking.name, entry.get("previous_address")),
        imported_as=_masked(masking.text, _identity(change.get("importing"))),
        deposed=entry.get("deposed"),
        invoked_by=_masked(masking.name, entry.get(INVOKED_BY)),
    )


def _masked(mask: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else mask(text)


def _identity(importing: Mapping[str, Any] | None) -> str | None:
    """Return the id or the identity of an imported object; None for none."""
    if not importing:
        return None
    named = importing.get("id") or importing.get("identity")
    return UNKNOWN if not named else named if isinstance(named, str) else json.dumps(named, sort_keys=True)


def _action(entry: Mapping[str, Any]) -> Action:
    change = entry["change"]
    if DEFERRED_BECAUSE in entry:
        return Action.DEFER
    if INVOKED_BY in entry:
        return Action.INVOKE
    match change["actions"]:
        case ["no-op"] if change.get("importing"):
            return Action.IMPORT
        case ["no-op"] if entry.get("previous_address"):
            return Action.MOVE
        case ["no-op"]:
            return Action.NONE
        case [single]:
            return Action(single)
        case _:
            return Action.REPLACE


def _path(parts: Sequence[str | int]) -> str:
    """Return a path of `replace_paths` in the notation of the attributes' paths."""
    return ".".join(str(part) for part in parts if not isinstance(part, int))
