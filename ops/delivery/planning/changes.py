"""The changes of one stack's plan, read from `terraform show -json`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ops.delivery.planning.values import AttributeChange, changed_attributes


class Action(StrEnum):
    """What happens to a resource. The order is that in which a reviewer wants to see them.

    What exists and changes comes before what is new: a new resource is in the change of the code as well.
    """

    REPLACE = "replace"
    DELETE = "delete"
    FORGET = "forget"
    UPDATE = "update"
    CREATE = "create"
    IMPORT = "import"
    MOVE = "move"
    READ = "read"
    NONE = "none"


#: Actions after which something that was there is there no longer.
DESTRUCTIVE = frozenset({Action.REPLACE, Action.DELETE})


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """One resource that a plan changes, or that was changed outside Terraform."""

    address: str
    resource_type: str
    action: Action
    attributes: tuple[AttributeChange, ...] = ()
    replaced_for: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StackChanges:
    """Everything that one stack's plan says: `planned`, what changed `outside`, and the outputs' names."""

    stack: str
    planned: tuple[ResourceChange, ...]
    outside: tuple[ResourceChange, ...]
    outputs: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether applying the plan would do nothing."""
        return not self.planned and not self.outputs

    @property
    def destructive(self) -> tuple[ResourceChange, ...]:
        """The changes that take something away."""
        return tuple(change for change in self.planned if change.action in DESTRUCTIVE)

    def count(self, action: Action) -> int:
        """Return how many resources get this action."""
        return sum(change.action is action for change in self.planned)


def read_changes(stack: str, plan: Mapping[str, Any]) -> StackChanges:
    """Return what a plan does. Reads of data sources and resources without a change are left out."""
    return StackChanges(
        stack=stack,
        planned=_resources(plan.get("resource_changes", ())),
        outside=_resources(plan.get("resource_drift", ())),
        outputs=tuple(
            sorted(
                name
                for name, change in plan.get("output_changes", {}).items()
                if change["actions"] != ["no-op"]
            )
        ),
    )


def _resources(entries: Sequence[Mapping[str, Any]]) -> tuple[ResourceChange, ...]:
    changes = [_resource(entry) for entry in entries]
    told = [change for change in changes if change.action not in (Action.READ, Action.NONE)]
    return tuple(sorted(told, key=lambda change: (list(Action).index(change.action), change.address)))


def _resource(entry: Mapping[str, Any]) -> ResourceChange:
    change = entry["change"]
    return ResourceChange(
        address=entry["address"],
        resource_type=entry["type"],
        action=_action(entry),
        attributes=changed_attributes(change),
        replaced_for=tuple(_path(path) for path in change.get("replace_paths", ())),
    )


def _action(entry: Mapping[str, Any]) -> Action:
    change = entry["change"]
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
    """Return a path of `replace_paths` as the attributes' paths are written."""
    return ".".join(str(part) for part in parts if not isinstance(part, int))
