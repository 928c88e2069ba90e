"""Values of a planned resource, as flat paths that two versions can be compared by.

The shape is that of `terraform show -json`: `before`, `after`, `after_unknown` and the two `_sensitive`
trees. Source: https://developer.hashicorp.com/terraform/internals/json-format#change-representation.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.plan.masking import MASK, is_credential

UNKNOWN: Final = "(known after apply)"
# What stood in a block of which nothing is known any more.
_SEVERAL: Final = "…"
_FIRST: Final = re.compile(r"\[0\]")
_SECOND: Final = re.compile(r"\[1\]")

# By path: the raw value, and the text that may be shown.
_Leaves = dict[str, tuple[Any, str]]


@dataclass(frozen=True, kw_only=True)
class AttributeChange:
    """One attribute's text before and after; None where it is not there. Sensitive values are masked."""

    path: str
    before: str | None
    after: str | None


def changed_attributes(change: Mapping[str, Any]) -> tuple[AttributeChange, ...]:
    """Return what differs between `before` and `after`, as it may be shown, in the order of the paths.

    Text that is a JSON object on both sides, such as a chart's values, is compared value by value.
    """
    before, after = _versions(change)
    return tuple(told for path in _differing(before, after) for told in _told(path, before, after))


def _told(path: str, before: _Leaves, after: _Leaves) -> Iterator[AttributeChange]:
    old, new = _plainly(_inside(before, path), _inside(after, path))
    differing = _differing(old, new) if old and new else []
    if differing:
        for inner in differing:
            yield AttributeChange(path=inner, before=_shown(old, inner), after=_shown(new, inner))
    else:
        yield AttributeChange(path=path, before=_shown(before, path), after=_shown(after, path))


def _inside(leaves: _Leaves, path: str) -> _Leaves:
    """Return the leaves of a text that is a JSON object; none of any other value, nor of a masked one."""
    value, text = leaves.get(path, (None, ""))
    if not isinstance(value, str) or text == MASK or not value.lstrip().startswith("{"):
        return {}
    try:
        return dict(_leaves(json.loads(value), marks=None, path=path))
    except ValueError:
        return {}


def changed_values(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the raw new value of everything that differs, None where it is taken away.

    What a refresh found and the change leaves alone (a resource version, say) is not in it.
    """
    before, after = _versions(change)
    return {path: _value(after, path) for path in _differing(before, after)}


def _versions(change: Mapping[str, Any]) -> tuple[_Leaves, _Leaves]:
    before = dict(_leaves(change.get("before"), marks=change.get("before_sensitive")))
    after = dict(_leaves(change.get("after"), marks=change.get("after_sensitive")))
    for path in _unknown_paths(change.get("after_unknown")):
        after[path] = (UNKNOWN, UNKNOWN)
        # What was known below it is not taken away: it is not known yet.
        below = (f"{path}.", f"{path}[")
        left = {known: leaf for known, leaf in before.items() if not known.startswith(below)}
        before = left if len(left) == len(before) else {**left, path: (_SEVERAL, _SEVERAL)}
    return _plainly(before, after)


def _plainly(before: _Leaves, after: _Leaves) -> tuple[_Leaves, _Leaves]:
    """Leave out the index of lists that have one entry on both sides.

    Most blocks are such lists: `spec.template` reads better than `spec[0].template[0]`.
    """
    longer = {path[: second.end()] for path in (*before, *after) for second in _SECOND.finditer(path)}

    def plain(path: str) -> str:
        return _FIRST.sub(lambda first: first[0] if f"{path[: first.start()]}[1]" in longer else "", path)

    return (
        {plain(path): leaf for path, leaf in before.items()},
        {plain(path): leaf for path, leaf in after.items()},
    )


def _differing(before: _Leaves, after: _Leaves) -> list[str]:
    paths = sorted(before.keys() | after.keys())
    return [path for path in paths if _value(before, path) != _value(after, path)]


def _value(leaves: _Leaves, path: str) -> object:
    return leaves.get(path, (None, ""))[0]


def _shown(leaves: _Leaves, path: str) -> str | None:
    value, text = leaves.get(path, (None, ""))
    return None if value is None else text


def _leaves(tree: object, *, marks: object, path: str = "") -> Iterator[tuple[str, tuple[Any, str]]]:
    """Yield each leaf's path with its raw value and the text that may be shown."""
    if marks is True:
        if tree is not None:
            yield path, (json.dumps(tree, sort_keys=True), MASK)
    elif isinstance(tree, dict) and tree:
        for name, value in tree.items():
            yield from _leaves(value, marks=_below(marks, name), path=f"{path}.{name}" if path else name)
    elif isinstance(tree, list) and tree:
        for index, value in enumerate(tree):
            yield from _leaves(value, marks=_below(marks, index), path=f"{path}[{index}]")
    elif tree not in (None, {}, []):
        name = path.rpartition(".")[2].partition("[")[0]
        yield path, (tree, _text(tree, attribute=name))


def _below(marks: object, part: str | int) -> object:
    if isinstance(marks, dict):
        return marks.get(part)
    if isinstance(marks, list) and isinstance(part, int) and part < len(marks):
        return marks[part]
    return None


def _unknown_paths(tree: object, *, path: str = "") -> Iterator[str]:
    if tree is True:
        yield path
    elif isinstance(tree, dict):
        for name, value in tree.items():
            yield from _unknown_paths(value, path=f"{path}.{name}" if path else name)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _unknown_paths(value, path=f"{path}[{index}]")


def _text(value: object, *, attribute: str) -> str:
    if is_credential(attribute=attribute, value=value):
        return MASK
    return value if isinstance(value, str) else json.dumps(value)
