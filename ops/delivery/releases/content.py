"""The content of a release: its images and its recorded stack. Two releases of one content run the same."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from contract.inputs import image_role
from ops.delivery.releases.release import Release
from ops.delivery.releases.store import ReleaseStore, UnknownReleaseError

# Longer than an image with a commit as its tag.
_LONGEST_VALUE: Final = 120
_ABSENT: Final = "(not set)"


@dataclass(frozen=True, kw_only=True)
class ReleaseContent:
    """Images by variable, and the parsed stack. Dates, secrets and their revisions are no part of it."""

    images: Mapping[str, str]
    stack: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ContentChange:
    """A value that two contents have differently: a workload's image, or an argument by its path."""

    path: str
    before: str
    after: str

    @property
    def line(self) -> str:
        """The change in a line, long values cut."""
        return f"{self.path}: {_cut(self.before)} → {_cut(self.after)}"


@dataclass(frozen=True, kw_only=True)
class ContentDifference:
    """What going from one content to another changes."""

    images: tuple[ContentChange, ...]
    stack: tuple[ContentChange, ...]


class ReleaseContents:
    """The contents of an environment's releases, each read once."""

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store
        self._known: dict[str, ReleaseContent | None] = {}

    def of(self, release: Release) -> ReleaseContent | None:
        """Return the content of a release; None when its recorded stack is missing or damaged."""
        if release.id not in self._known:
            self._known[release.id] = self._read(release)
        return self._known[release.id]

    def _read(self, release: Release) -> ReleaseContent | None:
        try:
            document = json.loads(self._store.stack(release.id))
        except (UnknownReleaseError, ValueError):
            return None
        return ReleaseContent(images=release.images, stack=document) if isinstance(document, dict) else None


def content_difference(before: ReleaseContent, after: ReleaseContent) -> ContentDifference:
    """Return what differs. The stack of a release holds references to secrets, never their values."""
    return ContentDifference(
        images=tuple(_changes(_by_workload(before.images), _by_workload(after.images))),
        stack=tuple(_changes(_leaves(before.stack), _leaves(after.stack))),
    )


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[ContentChange]:
    for path in sorted({*before, *after}):
        old, new = before.get(path, _ABSENT), after.get(path, _ABSENT)
        if old != new:
            yield ContentChange(path=path, before=old, after=new)


def _by_workload(images: Mapping[str, str]) -> dict[str, str]:
    return {image_role(name) or name: image for name, image in images.items()}


def _leaves(stack: Mapping[str, Any]) -> dict[str, str]:
    """Return each value by its path; a resource's path begins with its address."""
    return {path.removeprefix("resource."): value for path, value in _walk(stack, "")}


def _walk(tree: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _walk(value, f"{path}.{name}" if path else name)
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from _walk(value, f"{path}[{number}]")
    else:
        yield path, json.dumps(tree, ensure_ascii=False)


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
