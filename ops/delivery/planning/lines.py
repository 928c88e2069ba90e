"""A planned change as lines of text, each with the sign of a diff in front: `+`, `-`, `!` or a blank.

Terminal and Markdown show the same lines; they differ only in how they colour them.
"""

import difflib
from collections.abc import Iterator, Sequence
from typing import Final

from ops.delivery.planning.changes import Action, ResourceChange
from ops.delivery.planning.values import UNKNOWN, AttributeChange

_SIGNS: Final = {
    Action.CREATE: "+",
    Action.DELETE: "-",
    Action.REPLACE: "-",
    Action.FORGET: "-",
    Action.UPDATE: "!",
    Action.IMPORT: "+",
    Action.MOVE: "!",
}
# By type, the attribute in which the provider repeats the others: `manifest`, and the chart's values.
_ECHOES: Final = {"kubernetes_manifest": "object", "helm_release": "metadata"}
_LONGEST_VALUE: Final = 300
_CONTEXT_LINES: Final = 1


def change_lines(change: ResourceChange) -> Iterator[str]:
    """Yield the lines of one resource: what happens to it, then each attribute that changes."""
    because = f" because of {', '.join(change.replaced_for)}" if change.replaced_for else ""
    yield f"{_SIGNS[change.action]} {change.action} {change.address}{because}"
    if change.action is Action.DELETE:
        return
    told = [attribute for attribute in change.attributes if not _repeats(change, attribute)]
    if change.action is Action.REPLACE:
        yield from _replacement_lines(change, told)
    else:
        for attribute in told:
            yield from _attribute_lines(attribute)


def _replacement_lines(change: ResourceChange, attributes: Sequence[AttributeChange]) -> Iterator[str]:
    """Yield what forces the replacement first; what the new one gets by itself is one line at the end."""
    known = [attribute for attribute in attributes if attribute.after != UNKNOWN]
    forcing = [attribute for attribute in attributes if attribute.path in change.replaced_for]
    for attribute in [*forcing, *(attribute for attribute in known if attribute not in forcing)]:
        yield from _attribute_lines(attribute)
    given = [attribute.path for attribute in attributes if attribute not in (*known, *forcing)]
    if given:
        yield f"!     {UNKNOWN}: {', '.join(given)}"


def _repeats(change: ResourceChange, attribute: AttributeChange) -> bool:
    """Say whether an attribute tells a reader nothing new.

    That a new resource gets an id, or has an empty text somewhere, is no news; and some attributes say again
    what others say.
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
    """Yield a text of several lines as a difference of lines, with a little of what stands around them."""
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
