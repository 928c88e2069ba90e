"""Values as Terraform knows them, in Python: scalars, lists, dictionaries, and these two beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Value = Any
"""None, bool, int, float, str, list, dict, UNKNOWN or Dynamic."""

Type = Any
"""A type in Terraform's JSON notation: ``"string"``, ``["list", "number"]``, ``["object", {…}]``,
``"dynamic"``."""

Path = tuple[str | int, ...]
"""The position of a value: attribute names and list indices, outermost first."""


class _Unknown:
    """A value that only an apply will know."""

    _instance: _Unknown | None = None

    def __new__(cls) -> _Unknown:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> _Unknown:
        return self

    def __deepcopy__(self, memo: object) -> _Unknown:
        return self


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, kw_only=True, slots=True)
class Dynamic:
    """A value that brings its own type, as `kubernetes_manifest.manifest` does."""

    type: Type
    value: Value


def plain(value: Value) -> Value:
    """Return the value without its type where it is dynamic."""
    return value.value if isinstance(value, Dynamic) else value


def is_wholly_known(value: Value) -> bool:
    """Return whether neither the value nor anything in it is unknown."""
    value = plain(value)
    if value is UNKNOWN:
        return False
    if isinstance(value, dict):
        return all(is_wholly_known(item) for item in value.values())
    if isinstance(value, list):
        return all(is_wholly_known(item) for item in value)
    return True


def lookup(values: Value, path: str, default: Value = None) -> Value:
    """Return the value at a dotted path (`default_node_pool.0.vm_size`), or `default` if there is none.

    A single block may be given without its index. An unknown on the way makes the answer UNKNOWN.
    """
    current = plain(values)
    for step in path.split("."):
        if isinstance(current, list) and not step.isdigit():
            current = plain(current[0]) if current else None
        if current is UNKNOWN:
            return UNKNOWN
        if isinstance(current, Mapping):
            current = plain(current.get(step))
        elif isinstance(current, list):
            current = plain(current[int(step)]) if int(step) < len(current) else None
        else:
            return default
    return default if current is None else current


def known(values: Value, path: str, default: Value = None) -> Value:
    """Return what `lookup` does, but treat an unknown value as absent."""
    found = lookup(values, path, default)
    return default if found is UNKNOWN else found


def blocks(values: Value, path: str) -> Iterator[tuple[Path, dict[str, Value]]]:
    """Yield each block at a dotted path of block names, with its full path; unknown lists have none."""
    found: list[tuple[Path, Value]] = [((), plain(values))]
    for step in path.split("."):
        found = [item for where, block in found for item in _children(where, block, step)]
    yield from ((where, block) for where, block in found if isinstance(block, dict))


def _children(where: Path, block: Value, step: str) -> Iterator[tuple[Path, Value]]:
    child = plain(block.get(step)) if isinstance(block, dict) else None
    if isinstance(child, list):
        yield from (((*where, step, index), plain(item)) for index, item in enumerate(child))
    elif isinstance(child, dict):
        yield (*where, step), child
