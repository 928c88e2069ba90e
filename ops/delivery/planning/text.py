"""Planned changes as text: the counts, and lines that begin with a diff sign: `+`, `-`, `!` or a space.

The terminal and Markdown show the same lines; only the colours differ.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Final

from ops.common.visible_text import visible_line
from ops.delivery.planning.changes import Action, ResourceChange
from ops.delivery.planning.ignored import IgnoredSetting
from ops.delivery.planning.values import UNKNOWN, AttributeChange
from ops.engine.terraform.redaction import MASK

# In the order of a summary: the dangerous actions first.
_PLANNED: Final = {
    Action.REPLACE: "to replace",
    Action.DELETE: "to destroy",
    Action.FORGET: "to forget",
    Action.UPDATE: "to update",
    Action.CREATE: "to create",
    Action.IMPORT: "to import",
    Action.MOVE: "to move",
    Action.INVOKE: "to invoke",
    Action.DEFER: "deferred",
}
_DONE: Final = {
    Action.REPLACE: "replaced",
    Action.DELETE: "destroyed",
    Action.FORGET: "forgotten",
    Action.UPDATE: "updated",
    Action.CREATE: "created",
    Action.IMPORT: "imported",
    Action.MOVE: "moved",
    Action.INVOKE: "invoked",
    Action.DEFER: "deferred",
}
_SIGNS: Final = {
    Action.CREATE: "+",
    Action.DELETE: "-",
    Action.REPLACE: "-",
    Action.FORGET: "-",
    Action.UPDATE: "!",
    Action.IMPORT: "+",
    Action.MOVE: "!",
    Action.INVOKE: "!",
    Action.DEFER: "!",
}
# Why Terraform takes or defers an action, where the change itself does not say so. Terraform's list:
# https://github.com/hashicorp/terraform/blob/main/internal/command/jsonplan/plan.go
_REASONS: Final = {
    "replace_because_tainted": "it is tainted: its creation failed, or a person marked it with `taint`",
    "replace_by_request": "-replace asks for it",
    "replace_by_triggers": "replace_triggered_by names something that changes",
    "delete_because_no_resource_config": "the code has no such resource",
    "delete_because_no_module": "the code has no such module",
    "delete_because_wrong_repetition": "its index does not fit count or for_each in the code",
    "delete_because_count_index": "its index is beyond count",
    "delete_because_each_key": "its key is not in for_each",
    "delete_because_no_move_target": "it moves to an address that the code does not have",
    "unknown": "the plan does not say why",
    "instance_count_unknown": "its count or for_each is known after the apply",
    "resource_config_unknown": "its configuration is known after the apply",
    "provider_config_unknown": "its provider's configuration is known after the apply",
    "deferred_prereq": "what it depends on is deferred",
    "absent_prereq": "what it depends on does not exist",
    "excluded": "the plan excludes it",
    "not_included": "the plan does not include it",
}
# The paths that force the replacement say more.
_SAID_BY_PATHS: Final = "replace_because_cannot_update"
# By type, the attribute in which the provider repeats other attributes.
_ECHOES: Final = {"kubernetes_manifest": "object", "helm_release": "metadata"}
#: Shown for a document that differs only in values that are masked, or in its last line feed.
ONLY_MASKED: Final = f"only values that are not shown differ: {MASK}"
#: The title of the list of unknown keys.
UNKNOWN_KEYS: Final = (
    "This version of ops does not know these keys of the plan. They count in the fingerprint; what they "
    "change is not shown:"
)
_LONGEST_VALUE: Final = 300
# Characters of the common text that are shown before the first difference of two long values.
_SHOWN_BEFORE: Final = 40
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
    """Yield the lines of one resource: its action, then each attribute that changes.

    Characters that steer a terminal or hide text are escapes.
    """
    yield from (visible_line(line) for line in _change_lines(change))


def _change_lines(change: ResourceChange) -> Iterator[str]:
    yield f"{_SIGNS[change.action]} {change.action} {change.address}{circumstances(change)}"
    if change.action is Action.DELETE:
        return
    news = [attribute for attribute in change.attributes if not _repeats(change, attribute)]
    if change.action is Action.REPLACE:
        yield from _replacement_lines(change, news)
    else:
        for attribute in news:
            yield from _attribute_lines(attribute)


def circumstances(change: ResourceChange, *, quoted: Callable[[str], str] = str) -> str:
    """Return the origin of a resource that moves or is imported, and the reason of a replacement or deletion.

    Empty, or with a leading space. `quoted` writes a name.
    """
    parts = []
    if change.deposed:
        parts.append(f"(deposed object {quoted(change.deposed)})")
    if change.invoked_by:
        parts.append(f"({quoted(change.invoked_by)})")
    if change.moved_from:
        parts.append(f"from {quoted(change.moved_from)}")
    if change.imported_as:
        kind = "id" if change.action is Action.IMPORT else "import of"
        parts.append(f"({kind} {quoted(short(change.imported_as))})")
    if change.replaced_for:
        parts.append("because of " + ", ".join(quoted(path) for path in change.replaced_for))
    if change.reason and change.reason != _SAID_BY_PATHS:
        parts.append(f"because {_REASONS.get(change.reason) or quoted(change.reason)}")
    return "".join(f" {part}" for part in parts)


def ignored_line(setting: IgnoredSetting) -> str:
    """Return the line of a setting without effect."""
    return visible_line(
        f"! without effect: {setting.address} {setting.attribute} is {setting.declared} in the code, "
        f"and {setting.kept} stays (ignore_changes)"
    )


def code(text: str) -> str:
    """Return a text as code in Markdown, whatever it contains."""
    line = visible_line(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if len(fence) > 1 else f"`{line}`"


def masked_values(changes: Iterable[ResourceChange]) -> int:
    """Return how many values are masked in the lines of these resources; both sides of a change are one."""
    return sum(
        max((text or "").count(MASK) for text in (attribute.before, attribute.after))
        for change in changes
        if change.action is not Action.DELETE
        for attribute in change.attributes
        if not _repeats(change, attribute)
    )


def masked_notice(number: int) -> str:
    """Return the sentence about masked values."""
    return f"{number} {'value is' if number == 1 else 'values are'} masked as {MASK}."


def short(value: str | None, *, beside: str | None = None) -> str:
    """Return a value, cut at its longest length; an empty one is `""`.

    `beside` is the other side of a change: where both begin with the same long text, the cut begins shortly
    before the first difference.
    """
    text = value or '""'
    if len(text) <= _LONGEST_VALUE:
        return text
    pairs = enumerate(zip(text, beside or "", strict=False))
    alike = next((place for place, (one, other) in pairs if one != other), len(beside or ""))
    start = alike - _SHOWN_BEFORE if alike >= _LONGEST_VALUE else 0
    end = start + _LONGEST_VALUE
    cut = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return f"{cut} ({len(text)} characters)"


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
        yield f"+     {change.path}: {short(change.after)}"
    elif change.after is None:
        yield f"-     {change.path}: {short(change.before)}"
    else:
        before, after = short(change.before, beside=change.after), short(change.after, beside=change.before)
        yield f"!     {change.path}: {before} -> {after}"


def _text_lines(change: AttributeChange) -> Iterator[str]:
    """Yield the unified diff of a text with several lines, with one line of context."""
    before, after = (change.before or "").split("\n"), (change.after or "").split("\n")
    yield f"!     {change.path}:"
    # The first two lines name files. Lines of the text can look like them: a removed `--verbose`.
    difference = list(difflib.unified_diff(before, after, n=_CONTEXT_LINES, lineterm=""))[2:]
    if not difference:
        yield f"          ({ONLY_MASKED})"
    runs = [(sign, [line[1:] for line in run]) for sign, run in groupby(difference, key=itemgetter(0))]
    for index, (sign, texts) in enumerate(runs):
        if sign == "@":
            yield from ("          …" for _ in texts)
            continue
        others = _replaced(runs, index)
        for text, other in zip_longest(texts, others[: len(texts)]):
            yield f"{sign}         {short(text, beside=other)}"


def _replaced(runs: Sequence[tuple[str, list[str]]], index: int) -> list[str]:
    """Return the lines that a run of removed or added lines is replaced by, or replaces."""
    other = index + {"-": 1, "+": -1}.get(runs[index][0], len(runs))
    pair = {runs[index][0], runs[other][0]} if 0 <= other < len(runs) else set()
    return runs[other][1] if pair == {"-", "+"} else []
