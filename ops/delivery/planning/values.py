"""The attributes of a planned resource that change, as text for the views.

The format is that of `terraform show -json`: `before`, `after`, `after_unknown` and the two `_sensitive`
trees. Source: https://developer.hashicorp.com/terraform/internals/json-format#change-representation.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from ops.delivery.planning.marks import credential_marks
from ops.delivery.planning.normal_form import ABSENT, differences, planned_value, same
from ops.delivery.planning.normal_form import UNKNOWN as UNKNOWN_VALUE
from ops.engine.terraform.plan_json import ExactNumber
from ops.engine.terraform.redaction import MASK, is_credential

UNKNOWN: Final = "(known after apply)"
# The old value of a block whose new values are all unknown.
_SEVERAL: Final = "…"
# The text of values that are no text; a text that reads like one is quoted.
_NO_TEXT: Final = frozenset({"null", "{}", "[]", '""', UNKNOWN, MASK, _SEVERAL})
# Below this attribute stands what an author wrote, so that nothing empty is a default.
_AUTHORED: Final = "manifest"


@dataclass(frozen=True, kw_only=True)
class AttributeChange:
    """The text of an attribute before and after, None when absent. Sensitive values are masked."""

    path: str
    before: str | None
    after: str | None


class _Side(NamedTuple):
    """A value before or after the change, with Terraform's marks of what is sensitive in it."""

    value: Any
    marks: object = None
    authored: bool = False

    def at(self, part: str | int) -> "_Side":
        """Return the value below a key or an index."""
        value, marks = self.value, self.marks
        authored = self.authored or part == _AUTHORED
        if isinstance(part, str):
            inner = value.get(part, ABSENT) if isinstance(value, dict) else ABSENT
            return _Side(inner, marks.get(part) if isinstance(marks, dict) else None, authored)
        inner = value[part] if isinstance(value, list) and part < len(value) else ABSENT
        mark = marks[part] if isinstance(marks, list) and part < len(marks) else None
        return _Side(inner, mark, authored)

    @property
    def masked(self) -> bool:
        """Whether Terraform marks the whole value as sensitive."""
        return self.marks is True and self.value is not None and self.value is not ABSENT

    @property
    def filled(self) -> bool:
        """Whether the value is a list or a map with something in it."""
        return isinstance(self.value, dict | list) and bool(self.value)


_NOTHING: Final = _Side(ABSENT)


def changed_attributes(change: Mapping[str, Any]) -> tuple[AttributeChange, ...]:
    """Return the differences between `before` and `after`, masked, in the order of the paths.

    JSON objects in text, such as a chart's values, are compared value by value. List entries with names, such
    as containers, are compared by name: an added entry does not shift the others. In what is new or gone as a
    whole, null, an empty list and an empty text are left out; a block of nothing else is `{}`.
    """
    before, after = change.get("before"), planned_value(change)
    old = _Side({} if before is None else before, change.get("before_sensitive"))
    new = _Side({} if after is None else after, change.get("after_sensitive"))
    if before is None or after is None:
        lines = _whole("", new if before is None else old, added=before is None)
    else:
        lines = _inner("", old, new)
    return tuple(sorted(lines, key=lambda line: line.path))


def _compare(path: str, old: _Side, new: _Side) -> Iterator[AttributeChange]:
    if old.masked or new.masked or new.value is UNKNOWN_VALUE:
        if any(True for _ in differences(old.value, new.value)):
            yield _line(path, old, new)
    elif new.filled and type(old.value) is type(new.value):
        yield from _inner(path, old, new)
    elif old.filled or new.filled:
        yield from _instead(path, old, new)
    elif not same(old.value, new.value):
        yield from _inside(path, old, new) or [_line(path, old, new)]


def _inner(path: str, old: _Side, new: _Side) -> Iterator[AttributeChange]:
    """Yield the differences of two maps, or of two lists."""
    if isinstance(old.value, dict):
        for name in old.value.keys() | new.value.keys():
            yield from _compare(f"{path}.{name}" if path else name, old.at(name), new.at(name))
    elif old.filled:
        yield from _entries(path, old, new)
    else:
        yield from _instead(path, old, new)


def _instead(path: str, old: _Side, new: _Side) -> Iterator[AttributeChange]:
    """Yield the lines of a list or map in place of something else, or the other way round."""
    if old.filled and new.filled:  # a list in place of a map, or a map in place of a list
        yield from _whole(path, old, added=False)
        yield from _whole(path, new, added=True)
        return
    added = new.filled
    lines = list(_whole(path, new if added else old, added=added))
    line = _line(path, old if added else _NOTHING, _NOTHING if added else new)
    whole = lines[0] if len(lines) == 1 and lines[0].path == path else None
    if added:
        # An empty list that gets an entry is no news, unless the entry is an empty block.
        if whole and whole.after == "{}" and old.value is not None and old.value is not ABSENT:
            yield replace(line, after=whole.after)
            return
        if not _is_empty(old.value):
            yield line
    elif new.value is not ABSENT and (new.value is not None or new.authored):
        if whole:
            # Of what holds only empty values, the text can be that of the new value.
            same_text = whole.before == line.after
            yield replace(line, before=json.dumps(old.value) if same_text else whole.before)
            return
        yield line
    yield from lines


def _whole(path: str, side: _Side, *, added: bool) -> Iterator[AttributeChange]:
    """Yield the lines of a value that only one side has."""
    value = side.value
    if side.masked or not side.filled:
        yield _one_sided(path, side, added=added)
    elif isinstance(value, list):
        for key, index in (_keys(value) or _places(value)).items():
            yield from _whole(f"{path}[{key}]" if len(value) > 1 else path, side.at(index), added=added)
    elif path and not side.authored and all(_is_empty(inner) for inner in value.values()):
        yield _one_sided(path, _Side({}), added=added)
    else:
        for name, inner in value.items():
            part = side.at(name)
            if inner not in (None, "", []) or part.authored:
                yield from _whole(f"{path}.{name}" if path else name, part, added=added)


def _one_sided(path: str, side: _Side, *, added: bool) -> AttributeChange:
    return _line(path, _NOTHING, side) if added else _line(path, side, _NOTHING)


def _entries(path: str, old: _Side, new: _Side) -> Iterator[AttributeChange]:
    """Yield the differences of two lists; an entry that is alone on both sides is shown without its index."""
    if len(old.value) == len(new.value) == 1:
        yield from _compare(path, old.at(0), new.at(0))
        return
    before, after = _keys(old.value), _keys(new.value)
    if before is None or after is None:
        before, after = _places(old.value), _places(new.value)
    common = [key for key in before if key in after]
    order = [key for key in after if key in before]
    lines = list(_by_key(path, old, new, before, after))
    if common != order and not lines:  # only the order differs
        yield from _by_key(path, old, new, _places(old.value), _places(new.value))
        return
    yield from lines
    if common != order:
        yield AttributeChange(path=f"{path}[order]", before=", ".join(common), after=", ".join(order))


def _by_key(
    path: str, old: _Side, new: _Side, before: Mapping[str, int], after: Mapping[str, int]
) -> Iterator[AttributeChange]:
    for key in {**before, **after}:
        one = old.at(before[key]) if key in before else _NOTHING
        other = new.at(after[key]) if key in after else _NOTHING
        yield from _compare(f"{path}[{key}]", one, other)


def _keys(entries: Sequence[object]) -> dict[str, int] | None:
    """Return the index of each entry by its name; None unless all have names, each another one."""
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in entries]
    if all(isinstance(name, str) and name for name in names) and len({*names}) == len(names):
        return {str(name): index for index, name in enumerate(names)}
    return None


def _places(entries: Sequence[object]) -> dict[str, int]:
    return {str(index): index for index in range(len(entries))}


def _inside(path: str, old: _Side, new: _Side) -> list[AttributeChange]:
    """Return the differences of two texts that are JSON objects; none for other and for masked values."""
    before, after = (_object(side.value, attribute=_attribute(path)) for side in (old, new))
    if before is None or after is None:
        return []
    # The marks are made of the whole objects: the name beside a value is in another line, or unchanged.
    name = _attribute(path)
    try:
        one = _Side(before, credential_marks(before, after, None, name=name), authored=True)
        other = _Side(after, credential_marks(after, before, None, name=name), authored=True)
        return list(_compare(path, one, other))
    except RecursionError:
        return []


def _object(value: object, *, attribute: str) -> dict[str, Any] | None:
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return None
    if is_credential(attribute=attribute, value=value):
        return None
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _line(path: str, old: _Side, new: _Side) -> AttributeChange:
    """Return the change of one attribute. Null is shown only beside another empty value."""
    masked, attribute = old.masked or new.masked, _attribute(path)
    unset = old.value is None and not _is_empty(new.value)
    removed = new.value is None and not _is_empty(old.value)
    return AttributeChange(
        path=path,
        before=None if unset else _text(old, attribute=attribute, masked=masked),
        after=None if removed else _text(new, attribute=attribute, masked=masked),
    )


def _is_empty(value: object) -> bool:
    return value is ABSENT or value in (None, "", {}, [])


def _attribute(path: str) -> str:
    """Return the name of the attribute at the end of a path, without an index."""
    return path.rpartition(".")[2].partition("[")[0]


def _text(side: _Side, *, attribute: str, masked: bool) -> str | None:
    value = side.value
    if value is ABSENT or (value is None and masked):
        return None
    if value is UNKNOWN_VALUE:
        return UNKNOWN
    if masked or is_credential(attribute=attribute, value=value):
        return MASK
    if side.filled:
        return _SEVERAL
    if isinstance(value, ExactNumber):
        return value.text
    if isinstance(value, str) and value not in _NO_TEXT:
        return value
    return json.dumps(value)
