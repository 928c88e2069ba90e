"""Planned changes as text: the counts, and lines that begin with a diff sign: `+`, `-`, `!` or a space.

The terminal and Markdown show the same lines; only the colours differ.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from ops.delivery.planning.changes import Action, ResourceChange
from ops.delivery.planning.values import UNKNOWN, AttributeChange

# In the order of a summary: the dangerous actions first.
_PLANNED: Final = {
    Action.REPLACE: "to replace",
    Action.DELETE: "to destroy",
    Action.FORGET: "to forget",
    Action.UPDATE: "to update",
    Action.CREATE: "to create",
    Action.IMPORT: "to import",
    Action.MOVE: "to move",
}
_DONE: Final = {
    Action.REPLACE: "replaced",
    Action.DELETE: "destroyed",
    Action.FORGET: "forgotten",
    Action.UPDATE: "updated",
    Action.CREATE: "created",
    Action.IMPORT: "imported",
    Action.MOVE: "moved",
}
_SIGNS: Final = {
    Action.CREATE: "+",
    Action.DELETE: "-",
    Action.REPLACE: "-",
    Action.FORGET: "-",
    Action.UPDATE: "!",
    Action.IMPORT: "+",
    Action.MOVE: "!",
}
# By type, the attribute in which the provider repeats other attributes.
_ECHOES: Final = {"kubernetes_manifest": "object", "helm_release": "metadata"}
_LONGEST_VALUE: Final = 300
_CONTEXT_LINES: Final = 1


def counts(count: Callable[[Action], int]) -> str:
    """Return the planned actions, for instance "1 to replace, 3 to create", or "no changes"."""
    return _counts(count, _PLANNED)


def done(count: Callable[[Action], int]) -> str:
    """Return the applied actions, for instance "1 replaced, 3 created", or "no changes"."""
    return _counts(count, _DONE)


def _counts(count: Callable[[Action], int], words: Mapping[Action, str]) -> str:
    listed = [f"{count(action)} {word}" for action, word in words.items() if count(action)]
    return ", ".join(listed) or "no changes"


def change_lines(change: ResourceChange) -> Iterator[str]:
    """Yield the lines of one resource: its action, then each attribute that changes."""
    because = f" because of {', '.join(change.replaced_for)}" if change.replaced_for else ""
    yield f"{_SIGNS[change.action]} {change.action} {change.address}{because}"
    if change.action is Action.DELETE:
        return
    news = [attribute for attribute in change.attributes if not _repeats(change, attribute)]
    if change.action is Action.REPLACE:
        yield from _replacement_lines(change, news)
    else:
        for attribute in news:
            yield from _attribute_lines(attribute)


def _replacement_lines(change: ResourceChange, attributes: Sequence[AttributeChange]) -> Iterator[str]:
    """Yield first what forces the replacement; values known after apply share one line at the end."""
    known = [attribute for attribute in attributes if attribute.after != UNKNOWN]
    forcing = [attribute for attribute in attributes if attribute.path in change.replaced_for]
    for attribute in [*forcing, *(attribute for attribute in known if attribute not in forcing)]:
        yield from _attribute_lines(attribute)
    given = [attribute.path for attribute in attributes if attribute not in (*known, *forcing)]
    if given:
        yield f"!     {UNKNOWN}: {', '.join(given)}"


def _repeats(change: ResourceChange, attribute: AttributeChange) -> bool:
    """Return whether an attribute adds no information for the reader.

    A new resource always gets an id and has empty values, and some attributes repeat others.
    """
    created = change.action is Action.CREATE and attribute.after in (UNKNOWN, "")
    return created or _ECHOES.get(change.resource_type) == attribute.path.split(".")[0]


def _attribute_lines(change: AttributeChange) -> Iterator[str]:
    if "\n" in f"{change.before}{change.after}":
        yield from _text_lines(change)
    elif change.before is None:
        yield f"+     {change.path}: {_short(change.after)}"
    elif change.after is None:
        yield f"-     {change.path}: {_short(change.before)}"
    else:
        yield f"!     {change.path}: {_short(change.before)} -> {_short(change.after)}"


def _text_lines(change: AttributeChange) -> Iterator[str]:
    """Yield the unified diff of a text with several lines, with one line of context."""
    before, after = (change.before or "").splitlines(), (change.after or "").splitlines()
    yield f"!     {change.path}:"
    difference = difflib.unified_diff(before, after, n=_CONTEXT_LINES, lineterm="")
    for line in difference:
        if line.startswith(("---", "+++")):
            continue
        sign, text = ("@", "…") if line.startswith("@@") else (line[0], line[1:])
        yield f"{'  ' if sign == '@' else sign + ' '}        {_short(text)}"


def _short(value: str | None) -> str:
    text = value or '""'
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… ({len(text)} characters)"
