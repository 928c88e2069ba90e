"""Plans without the changes that services make by themselves (`contract/service_changes.py`).

In `resource_drift`, `before` is the state and `after` the cloud. In `resource_changes`, `before` is the cloud
and `after` the configuration: a plan would put back what a service changed. In both, a service's change is
left out by the value of `before`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from contract.service_changes import READ_BACK, SERVICE_CHANGES, Condition, ServiceChange
from ops.delivery.planning.normal_form import Path, changed_marks, same
from ops.delivery.planning.plan_format import Project
from ops.delivery.planning.service_conditions import Range, Update, first_block, holds

_AUTOSCALER: Final = "kubernetes_horizontal_pod_autoscaler_v2"
# Its content is the API's, where an empty list and no list can differ.
_WITHOUT_SCHEMA: Final = frozenset({"kubernetes_manifest"})

# The index of an instance; a key can hold any text, even brackets.
_INSTANCE: Final = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
_MODULE: Final = re.compile(r"module\.(?P<name>[^.]+)\.")

# Whether a service changed the attribute `name` from `old` to `new`.
_IsAllowed = Callable[..., bool]


def without_service_changes(plan: Mapping[str, Any], *, project: Project = Project.THIS) -> Mapping[str, Any]:
    """Return a plan (`terraform show -json`) without the changes that services make by themselves.

    A planned update of nothing else becomes `no-op`; such drift is omitted. In drift, an optional map or list
    that is read back as empty instead of null is no change either.

    The table is for this repository's stacks. In a plan of another project every planned change stays, and
    drift of what its configuration sets.
    """
    changes, drift = plan.get("resource_changes", ()), plan.get("resource_drift", ())
    stack = _Stack(plan=plan, project=project)
    return {
        **plan,
        "resource_changes": [
            stack.planned(entry) if project is Project.THIS and _is_update(entry) else entry
            for entry in changes
        ],
        "resource_drift": [
            left
            for entry in drift
            # A resource whose new address is not applied yet: nobody changed it.
            if entry["change"]["actions"] != ["no-op"]
            for left in (stack.drifted(entry) if _is_update(entry) else (entry,))
        ],
    }


def _is_update(entry: Mapping[str, Any]) -> bool:
    change = entry["change"]
    sides = (change.get("before"), change.get("after"))
    return change["actions"] == ["update"] and all(isinstance(side, dict) for side in sides)


@dataclass(frozen=True, kw_only=True)
class _Stack:
    """The resources of a plan's stack, which conditions look at."""

    plan: Mapping[str, Any]
    project: Project = Project.THIS
    _resources: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def planned(self, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a planned update without service changes."""
        change = entry["change"]
        before, after = self._settled(entry, drift=False)
        if same([before, after], [change["before"], change["after"]]):
            return entry
        known = _computed_kept(
            before, after, change.get("after_unknown"), expressions=self._expressions(entry["address"])
        )
        if same(known, before) and not _marks_change(change):
            rest = {"actions": ["no-op"], "before": before, "after": before, "after_unknown": {}}
        else:
            rest = {"before": before, "after": after}
        return {**entry, "change": {**change, **rest}}

    def drifted(self, entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield a change made outside Terraform without service changes, if anything of it is left."""
        change = entry["change"]
        before, after = self._settled(entry, drift=True)
        if entry["type"] not in _WITHOUT_SCHEMA:
            after = _without_empty_for_null(before, after)
        if same([before, after], [change["before"], change["after"]]):
            yield entry
        elif not same(before, after):
            yield {**entry, "change": {**change, "before": before, "after": after}}

    def _settled(self, entry: Mapping[str, Any], *, drift: bool) -> tuple[Any, Any]:
        """Return `before` and `after`, with the value of `before` where a service changed it."""
        before, after = entry["change"]["before"], entry["change"]["after"]
        rows = [row for row in SERVICE_CHANGES if row.covers(entry["type"])]
        update = Update(before=before, after=after, drift=drift, ranges=self._ranges(rows, before))
        expressions = None if self.project is Project.THIS else self._expressions(entry["address"])
        for row in rows:
            if row.condition is Condition.OTHERS_RESOURCE:
                if _sets(expressions, row.path, before.get(row.path[0])):
                    continue
                before = self._without_resources(entry["type"], row, before)
                after = self._without_resources(entry["type"], row, after)
            else:
                allowed = partial(_allowed, row, update, expressions)
                after = _kept(before, after, row.path, allowed)
        return before, after

    def _ranges(self, rows: Sequence[ServiceChange], deployment: Mapping[str, Any]) -> list[Range]:
        """Return the ranges of the autoscalers that name a Deployment."""
        if not any(row.condition is Condition.AUTOSCALER_IN_RANGE for row in rows):
            return []
        metadata = first_block(deployment.get("metadata"))
        wanted = ("Deployment", metadata.get("name"), metadata.get("namespace"))
        ranges = []
        for values in self._of_type(_AUTOSCALER):
            spec = first_block(values.get("spec"))
            target = first_block(spec.get("scale_target_ref"))
            namespace = first_block(values.get("metadata")).get("namespace")
            if (target.get("kind"), target.get("name"), namespace) == wanted:
                ranges.append((spec.get("min_replicas"), spec.get("max_replicas")))
        return ranges

    def _without_resources(self, resource_type: str, row: ServiceChange, values: Any) -> Any:
        """Return a parent's values without the entries that are resources of the stack."""
        (attribute,) = row.path
        entries = values.get(attribute)
        if not isinstance(entries, list):
            return values
        own = READ_BACK[resource_type, attribute]
        names = {
            found.get("name")
            for found in self._of_type(own.type)
            if found.get(own.parent) == values.get("name")
            and found.get("resource_group_name") == values.get("resource_group_name")
        }
        left = [one for one in entries if not isinstance(one, dict) or one.get("name") not in names]
        return {**values, attribute: left}

    def _of_type(self, resource_type: str) -> Sequence[Mapping[str, Any]]:
        """Return the values of the stack's resources of a type, as they are after the plan, or before it."""
        if resource_type not in self._resources:
            self._resources[resource_type] = [
                resource["values"]
                for values in (
                    self.plan.get("planned_values"),
                    (self.plan.get("prior_state") or {}).get("values"),
                )
                for resource in _resources_in((values or {}).get("root_module") or {})
                if resource["type"] == resource_type and resource.get("values")
            ]
        return self._resources[resource_type]

    def _expressions(self, address: str) -> Mapping[str, Any] | None:
        """Return what the configuration sets of a resource; None when that is not known."""
        module = (self.plan.get("configuration") or {}).get("root_module") or {}
        address = _INSTANCE.sub("", address)
        while called := _MODULE.match(address):
            call = (module.get("module_calls") or {}).get(called["name"]) or {}
            module, address = call.get("module") or {}, address[called.end() :]
        for resource in module.get("resources") or ():
            if resource["address"] == address:
                expressions: Mapping[str, Any] | None = resource.get("expressions")
                return expressions
        return None


def _allowed(row: ServiceChange, update: Update, expressions: Any, *, name: str, old: Any, new: Any) -> bool:
    """Return whether a service changed an attribute that the expressions do not set."""
    if _sets(expressions, (*row.path[:-1], name), old):
        return False
    return holds(row.condition, update, name=name, old=old, new=new)


def _sets(expressions: Any, path: Sequence[str], old: Any) -> bool:
    """Return whether expressions set a path; one that is no constant set what the state has there."""
    if not isinstance(expressions, dict) or path[0] not in expressions:
        return False
    below = expressions[path[0]]
    if isinstance(below, list):
        return len(path) == 1 or any(_sets(block, path[1:], old) for block in below)
    if not isinstance(below, dict):
        return True
    if "constant_value" in below:
        return _holds_value(below["constant_value"], path[1:])
    if not below or "references" in below:
        return old is not None
    return len(path) == 1 or _sets(below, path[1:], old)


def _holds_value(constant: Any, path: Sequence[str]) -> bool:
    for step in path:
        constant = constant.get(step) if isinstance(constant, dict) else None
    return constant is not None


def _resources_in(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources") or ()
    for child in module.get("child_modules") or ():
        yield from _resources_in(child)


def _kept(before: Any, after: Any, path: Sequence[str], allowed: _IsAllowed, name: str = "") -> Any:
    """Return `after` with the value of `before` at a path, where that is allowed."""
    if same(before, after):
        return after
    if not path:
        return before if allowed(name=name, old=before, new=after) else after
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [_kept(old, new, path, allowed) for old, new in zip(before, after, strict=True)]
    if not isinstance(before, dict | None) or not isinstance(after, dict | None):
        return after
    old, new = before or {}, dict(after or {})
    for key in [*{**old, **new}] if path[0] == "*" else path[:1]:
        value = _kept(old.get(key), new.get(key), path[1:], allowed, key)
        if value is None and key not in old:
            new.pop(key, None)
        elif value is not None or key in new:
            new[key] = value
    return new or (after if before else before)


def _without_empty_for_null(before: Any, after: Any) -> Any:
    """Return `after` with null where `before` is null and `after` an empty map or list.

    A block is never null, so that an empty one is not meant: `[]` and `[{}]` differ. An attribute that only
    one side has, because another version of the provider wrote the state, is as null.
    """
    if before is None and (after is None or after in ({}, [])):
        return None
    if isinstance(before, dict) and isinstance(after, dict):
        kept = {name: _without_empty_for_null(before.get(name), value) for name, value in after.items()}
        gone = {name: None for name, value in before.items() if value is None and name not in after}
        return {
            name: value for name, value in {**gone, **kept}.items() if value is not None or name in before
        }
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [_without_empty_for_null(old, new) for old, new in zip(before, after, strict=True)]
    return after


def _computed_kept(before: Any, after: Any, unknown: Any, *, expressions: Any) -> Any:
    """Return `after` with the value of `before` where it is unknown and the configuration sets nothing.

    An unknown value that the configuration sets equals nothing. A provider computes the others again with any
    update, so that they alone do not make one.
    """
    if unknown is True:
        return before if expressions is _NOT_SET else _UNKNOWN
    if isinstance(unknown, dict) and isinstance(after, dict) and isinstance(before, dict):
        kept = {
            name: _computed_kept(
                before.get(name), after.get(name), mark, expressions=_expression(expressions, name)
            )
            for name, mark in unknown.items()
        }
        return {
            **after,
            **{name: value for name, value in kept.items() if name in before or value is not None},
        }
    if isinstance(unknown, list) and isinstance(after, list) and isinstance(before, list):
        if not len(unknown) == len(after) == len(before):
            return after
        return [
            _computed_kept(old, new, mark, expressions=_block(expressions, index))
            for index, (old, new, mark) in enumerate(zip(before, after, unknown, strict=True))
        ]
    return after


def _marks_change(change: Mapping[str, Any]) -> bool:
    """Return whether a known value is marked as sensitive on one side only."""
    unknown = change.get("after_unknown")
    return any(not _is_unknown(unknown, path) for path, _ in changed_marks(change))


def _is_unknown(unknown: Any, path: Path) -> bool:
    """Return whether a value, or a list or map around it, is known after the apply."""
    if unknown is True or not path:
        return bool(unknown)
    match unknown, path[0]:
        case dict(), str() as name:
            return _is_unknown(unknown.get(name), path[1:])
        case list(), int() as place if place < len(unknown):
            return _is_unknown(unknown[place], path[1:])
    return False


_NOT_SET: Final = object()
_UNKNOWN: Final = object()


def _expression(expressions: Any, name: str) -> Any:
    """Return what the configuration sets of an attribute: an expression, blocks, or `_NOT_SET`."""
    if not isinstance(expressions, dict) or "references" in expressions or "constant_value" in expressions:
        return expressions
    return expressions.get(name, _NOT_SET)


def _block(expressions: Any, index: int) -> Any:
    return expressions[index] if isinstance(expressions, list) and index < len(expressions) else expressions
