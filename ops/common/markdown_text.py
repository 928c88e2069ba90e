"""Markdown for GitHub: cut to its size limit, and untrusted text made harmless."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ops.common.invisible_characters import INVISIBLE

#: What GitHub takes as the body of a comment or an issue, in characters.
LIMIT: Final = 65_536
_CUT: Final = "… {count} more lines: see the workflow's run"
# Room for what closes a text that was cut: the notice, a fence, some sections.
_CLOSING_ROOM: Final = 400
_FENCE: Final = re.compile(r"^(`{3,}|~{3,})")
_BACKTICKS: Final = re.compile("`+")
_COMMENT_BEGINS: Final = "<!--"
_COMMENT_ENDS: Final = "-->"
_WRITTEN_AT: Final = re.compile(r"&#0*64;|&#x0*40;|&commat;", re.IGNORECASE)
# A mention begins where no letter, digit or underscore stands before the sign.
_MENTION: Final = re.compile(r"(?<![A-Za-z0-9_])@(?=[A-Za-z0-9])")
_ZERO_WIDTH_SPACE: Final = "\u200b"


def fitted(text: str, *, limit: int = LIMIT) -> str:
    """Return a text that fits, cut between lines, with its last fence and its open sections closed."""
    if len(text) <= limit:
        return text
    lines = text.splitlines()
    kept: list[str] = []
    left = limit - _CLOSING_ROOM
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    while len(text := _closed(kept, cut=len(lines) - len(kept))) > limit and kept:
        # A fence can be longer than the room for what closes.
        kept.pop()
    return text[:limit]


def _closed(kept: Sequence[str], *, cut: int) -> str:
    """Return these lines, the number of those that are cut, and the ends of what is open."""
    fence = _open_fence(kept)
    sections = max(0, _count(kept, "<details") - _count(kept, "</details>"))
    closing = [_CUT.format(count=cut), *([fence] if fence else []), "", *["</details>"] * min(sections, 20)]
    return "\n".join([*kept, *closing, ""])


def code_fence(lines: Iterable[str]) -> str:
    """Return a fence that is longer than every run of backticks in these lines."""
    return "`" * max(3, 1 + max((len(run) for line in lines for run in _BACKTICKS.findall(line)), default=0))


def tamed(text: str) -> str:
    """Return a stranger's text without hidden comments, hidden characters and mentions of people.

    A mention is broken by a space that is not seen, in code as well: what is code in a text that was written
    to deceive is not for us to guess. An image's `name@sha256:…` is no mention and stays whole.
    """
    text = INVISIBLE.sub("", text.replace("\r\n", "\n"))
    # What a removed comment leaves behind may be a comment's beginning again: that one is shown.
    text = _without_comments(text).replace(_COMMENT_BEGINS, "&lt;!--")
    text = _WRITTEN_AT.sub("@", text)
    return _MENTION.sub(f"@{_ZERO_WIDTH_SPACE}", text)


def _without_comments(text: str) -> str:
    kept = []
    at = 0
    while (begin := text.find(_COMMENT_BEGINS, at)) >= 0 and (
        end := text.find(_COMMENT_ENDS, begin + 4)
    ) >= 0:
        kept.append(text[at:begin])
        at = end + len(_COMMENT_ENDS)
    return "".join([*kept, text[at:]])


def _open_fence(lines: Sequence[str]) -> str:
    """Return the fence that is open after these lines, nothing when none is."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if not found:
            continue
        if not fence:
            fence = found[1]
        elif found[1].startswith(fence) and line.strip() == found[1]:
            fence = ""
    return fence


def _count(lines: Sequence[str], tag: str) -> int:
    return sum(line.count(tag) for line in lines)
