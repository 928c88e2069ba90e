"""The effect of a planned change in one normal form, which fingerprint, gate and views share.

The form distinguishes what `terraform show -json` distinguishes: an absent attribute, null, an empty block or
map, an empty list, an empty text, and a value that is known after the apply. `ingress {}` on a network policy
lets everybody in, and no `ingress` nobody: both are empty, and they are not the same.
Source: https://developer.hashicorp.com/terraform/internals/json-format#change-representation.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import zip_longest
from typing import Any, Final


class Marker(Enum):
    """A leaf that is no JSON value."""

    UNKNOWN = "unknown"
    ABSENT = "absent"


UNKNOWN: Final = Marker.UNKNOWN
ABSENT: Final = Marker.ABSENT

#: Keys of maps are text, places in lists are numbers: a key with a dot is no deeper path.
Path = tuple[str | int, ...]


def effect(change: Mapping[str, Any]) -> dict[Path, Any]:
    """Return each leaf that a change sets, in the order of the paths.

    All leaves of what is created or replaced; of an update those that differ, with ABSENT for what goes.
    Values that only a refresh found, such as a resource version, are not included.
    """
    actions = change["actions"]
    if "create" in actions:
        return dict(_leaves(planned_value(change), ()))
    if "update" in actions:
        return dict(differences(change.get("before"), planned_value(change)))
    return {}


def planned_value(change: Mapping[str, Any]) -> Any:
    """Return `after` with UNKNOWN in place of each value that is known after the apply."""
    return _overlaid(change.get("after"), change.get("after_unknown"))


def differences(before: Any, after: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield each leaf of `after` that differs from `before`, and ABSENT for each path that only `before` has.

    `after` follows from `before` and the differences: two different values never have the same ones.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            yield from differences(before.get(name, ABSENT), after.get(name, ABSENT), (*path, name))
    elif isinstance(before, list) and isinstance(after, list):
        for index, (one, other) in enumerate(zip_longest(before, after, fillvalue=ABSENT)):
            yield from differences(one, other, (*path, index))
    elif not same(before, after):
        yield from _leaves(after, path)


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal. In Python, 1 equals True; in JSON it does not."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def changed_marks(change: Mapping[str, Any]) -> Iterator[tuple[Path, bool]]:
    """Yield the path of each mark as sensitive that comes or goes. An update may do nothing else."""
    before = set(_marked_paths(change.get("before_sensitive"), ()))
    after = set(_marked_paths(change.get("after_sensitive"), ()))
    if "create" in change["actions"]:
        before = set()
    elif "update" not in change["actions"]:
        return
    yield from ((path, path in after) for path in before ^ after)


def _leaves(tree: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(tree, dict) and tree:
        for name in sorted(tree):
            yield from _leaves(tree[name], (*path, name))
    elif isinstance(tree, list) and tree:
        for index, value in enumerate(tree):
            yield from _leaves(value, (*path, index))
    else:
        yield path, tree


def _overlaid(tree: Any, unknown: Any) -> Any:
    """Return a tree with its unknown values marked; the tree itself when there are none."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict):
        known = tree if isinstance(tree, dict) else {}
        marked = {name: _overlaid(known.get(name), below) for name, below in unknown.items()}
        news = {name: value for name, value in marked.items() if value is not known.get(name)}
        return {**known, **news} if news else tree
    if isinstance(unknown, list):
        entries = tree if isinstance(tree, list) else []
        pairs = [
            (value, _overlaid(value, below)) for value, below in zip_longest(entries, unknown, fillvalue=None)
        ]
        return [new for _, new in pairs] if any(old is not new for old, new in pairs) else tree
    return tree


def _marked_paths(marks: Any, path: Path) -> Iterator[Path]:
    if marks is True:
        yield path
    elif isinstance(marks, dict):
        for name, mark in marks.items():
            yield from _marked_paths(mark, (*path, name))
    elif isinstance(marks, list):
        for index, mark in enumerate(marks):
            yield from _marked_paths(mark, (*path, index))
