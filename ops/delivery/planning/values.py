"""The values of a planned resource as flat paths, to compare two versions.

The format is that of `terraform show -json`: `before`, `after`, `after_unknown` and the two `_sensitive`
trees. Source: https://developer.hashicorp.com/terraform/internals/json-format#change-representation.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.engine.terraform.redaction import MASK, is_credential

UNKNOWN: Final = "(known after apply)"
# The old value of a block whose new values are all unknown.
_SEVERAL: Final = "…"
_ENTRY: Final = re.compile(r"\[([^\]]*)\]")

# By path: the raw value and its masked text.
_Leaves = dict[str, tuple[Any, str]]


@dataclass(frozen=True, kw_only=True)
class AttributeChange:
    """The text of an attribute before and after, None when absent. Sensitive values are masked."""

    path: str
    before: str | None
    after: str | None


def changed_attributes(change: Mapping[str, Any]) -> tuple[AttributeChange, ...]:
    """Return the differences between `before` and `after`, masked, in the order of the paths.

    JSON objects in text, such as a chart's values, are compared value by value. List entries with names, such
    as containers, are compared by name: an added entry does not shift the others.
    """
    before, after = _versions(change, by_name=True)
    if not _differing(before, after):  # only the order differs
        before, after = _versions(change)
    return tuple(change for path in _differing(before, after) for change in _changes(path, before, after))


def _changes(path: str, before: _Leaves, after: _Leaves) -> Iterator[AttributeChange]:
    old, new = _without_single_indexes(_inside(before, path), _inside(after, path))
    differing = _differing(old, new) if old and new else []
    if differing:
        for inner in differing:
            yield AttributeChange(path=inner, before=_shown(old, inner), after=_shown(new, inner))
    else:
        yield AttributeChange(path=path, before=_shown(before, path), after=_shown(after, path))


def _inside(leaves: _Leaves, path: str) -> _Leaves:
    """Return the leaves of a text that is a JSON object; none for other and for masked values."""
    value, text = leaves.get(path, (None, ""))
    if not isinstance(value, str) or text == MASK or not value.lstrip().startswith("{"):
        return {}
    try:
        return dict(_leaves(json.loads(value), marks=None, by_name=True, path=path))
    except ValueError:
        return {}


def changed_values(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the raw new value of each difference, None when removed.

    Values that only a refresh found, such as a resource version, are not included.
    """
    before, after = _versions(change)
    return {path: _value(after, path) for path in _differing(before, after)}


def _versions(change: Mapping[str, Any], *, by_name: bool = False) -> tuple[_Leaves, _Leaves]:
    new = change.get("after")
    before = dict(_leaves(change.get("before"), marks=change.get("before_sensitive"), by_name=by_name))
    after = dict(_leaves(new, marks=change.get("after_sensitive"), by_name=by_name))
    for path in _unknown_paths(change.get("after_unknown"), known=new, by_name=by_name):
        after[path] = (UNKNOWN, UNKNOWN)
        # Known values below it are not removed: they are unknown until the apply.
        below = (f"{path}.", f"{path}[")
        left = {known: leaf for known, leaf in before.items() if not known.startswith(below)}
        before = left if len(left) == len(before) else {**left, path: (_SEVERAL, _SEVERAL)}
    return _without_single_indexes(before, after)


def _without_single_indexes(before: _Leaves, after: _Leaves) -> tuple[_Leaves, _Leaves]:
    """Omit the index of lists with one entry on both sides: `spec.template`, not `spec[0].template[0]`."""
    longer = _longer_lists(before) | _longer_lists(after)

    def plain(path: str) -> str:
        return _ENTRY.sub(lambda entry: entry[0] if path[: entry.start()] in longer else "", path)

    return (
        {plain(path): leaf for path, leaf in before.items()},
        {plain(path): leaf for path, leaf in after.items()},
    )


def _longer_lists(leaves: _Leaves) -> set[str]:
    """Return the paths of lists with more than one entry."""
    entries = {(path[: entry.start()], entry[1]) for path in leaves for entry in _ENTRY.finditer(path)}
    counted = Counter(place for place, _ in entries)
    return {place for place, count in counted.items() if count > 1}


def _differing(before: _Leaves, after: _Leaves) -> list[str]:
    paths = sorted(before.keys() | after.keys())
    return [path for path in paths if _value(before, path) != _value(after, path)]


def _value(leaves: _Leaves, path: str) -> object:
    return leaves.get(path, (None, ""))[0]


def _shown(leaves: _Leaves, path: str) -> str | None:
    value, text = leaves.get(path, (None, ""))
    return None if value is None else text


def _leaves(
    tree: object, *, marks: object, by_name: bool, path: str = ""
) -> Iterator[tuple[str, tuple[Any, str]]]:
    """Yield each leaf's path with its raw value and masked text."""
    if marks is True:
        if tree is not None:
            yield path, (json.dumps(tree, sort_keys=True), MASK)
    elif isinstance(tree, dict) and tree:
        for name, value in tree.items():
            place = f"{path}.{name}" if path else name
            yield from _leaves(value, marks=_below(marks, name), by_name=by_name, path=place)
    elif isinstance(tree, list) and tree:
        for index, key in enumerate(_keys(tree, by_name=by_name)):
            place = f"{path}[{key}]"
            yield from _leaves(tree[index], marks=_below(marks, index), by_name=by_name, path=place)
    elif tree not in (None, {}, []):
        name = path.rpartition(".")[2].partition("[")[0]
        yield path, (tree, _text(tree, attribute=name))


def _below(marks: object, part: str | int) -> object:
    if isinstance(marks, dict):
        return marks.get(part)
    if isinstance(marks, list) and isinstance(part, int) and part < len(marks):
        return marks[part]
    return None


def _keys(entries: Sequence[object], *, by_name: bool) -> list[str]:
    """Return the keys of a list's entries: names when all are unique, else indexes."""
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in entries]
    if by_name and all(isinstance(name, str) and name for name in names) and len({*names}) == len(names):
        return [str(name) for name in names]
    return [str(index) for index in range(len(entries))]


def _unknown_paths(tree: object, *, known: object, by_name: bool, path: str = "") -> Iterator[str]:
    """Yield the path of each unknown value; `known` is the tree of known values."""
    if tree is True:
        yield path
    elif isinstance(tree, dict):
        for name, value in tree.items():
            place = f"{path}.{name}" if path else name
            yield from _unknown_paths(value, known=_below(known, name), by_name=by_name, path=place)
    elif isinstance(tree, list):
        same = isinstance(known, list) and len(known) == len(tree)
        keys = _keys(known if same and isinstance(known, list) else tree, by_name=by_name)
        for index, value in enumerate(tree):
            place = f"{path}[{keys[index]}]"
            yield from _unknown_paths(value, known=_below(known, index), by_name=by_name, path=place)


def _text(value: object, *, attribute: str) -> str:
    if is_credential(attribute=attribute, value=value):
        return MASK
    return value if isinstance(value, str) else json.dumps(value)
