"""The differences between two synthesized files, by kind: which kinds a move to cdktn may cause, and why."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ops.engine.synthesis.document import full_source

_VERSION_OF_LIBRARY: Final = ("//", "metadata", "version")
_PROVIDERS: Final = ("terraform", "required_providers")
_EMPTY: Final = re.compile(r"([\[{])\s+([\]}])")

Path = tuple[str | int, ...]


class Kind(StrEnum):
    """What differs. `OTHER` fails the check; the reason of each other kind is in `REASONS`."""

    LIBRARY_VERSION = "library version"
    PROVIDER_VERSION = "provider version"
    PROVIDER_SOURCE = "provider source"
    LAYOUT = "layout"
    OTHER = "other"


REASONS: Final = {
    Kind.LIBRARY_VERSION: "the file's comment names the version of the library; Terraform reads no comment",
    Kind.PROVIDER_VERSION: "the bindings of cdktn start at azurerm 4.60.0; a plan of a rehearsal stays empty",
    Kind.PROVIDER_SOURCE: "cdktn writes hashicorp/kubernetes for kubernetes; both are the same address",
    Kind.LAYOUT: "from 0.23 on, an empty list or object is on one line; the values are equal",
}


@dataclass(frozen=True, kw_only=True)
class StackDifference:
    """One difference: its kind, where it is, and both values."""

    kind: Kind
    place: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.place}: {self.before} -> {self.after}"


def differences(before: str, after: str) -> tuple[StackDifference, ...]:
    """Return the differences between two synthesized files; none are equal byte for byte."""
    old, new = json.loads(before), json.loads(after)
    found = list(_between(old, new, ()))
    if all(each.kind is not Kind.OTHER for each in found) and not _explained(before, after, found):
        flat = _EMPTY.sub(r"\1\2", before), _EMPTY.sub(r"\1\2", after)
        kind = Kind.LAYOUT if _explained(*flat, found) else Kind.OTHER
        found.append(StackDifference(kind=kind, place="the file", before="one layout", after="another"))
    return tuple(found)


def _explained(before: str, after: str, found: list[StackDifference]) -> bool:
    """Return whether the lines that differ are exactly as many as the values that differ."""
    old, new = before.splitlines(), after.splitlines()
    return len(old) == len(new) and sum(a != b for a, b in zip(old, new, strict=True)) == len(found)


def _between(old: Any, new: Any, path: Path) -> Iterator[StackDifference]:
    if isinstance(old, dict) and isinstance(new, dict) and list(old) == list(new):
        for key in old:
            yield from _between(old[key], new[key], (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _between(one, other, (*path, index))
    elif old != new or type(old) is not type(new) or isinstance(old, dict):
        yield StackDifference(
            kind=_kind(path, old, new),
            place=".".join(map(str, path)),
            before=_shown(old),
            after=_shown(new),
        )


def _kind(path: Path, old: Any, new: Any) -> Kind:
    if path == _VERSION_OF_LIBRARY:
        return Kind.LIBRARY_VERSION
    if path[:2] == _PROVIDERS and len(path) == 4:
        if path[3] == "version":
            return Kind.PROVIDER_VERSION
        if path[3] == "source" and full_source(old) == full_source(new):
            return Kind.PROVIDER_SOURCE
    return Kind.OTHER


def _shown(value: Any) -> str:
    """Return a value as JSON; of a large one its keys or its length."""
    if isinstance(value, dict):
        return f"keys {', '.join(value)}"
    return f"{len(value)} items" if isinstance(value, list) else json.dumps(value)
