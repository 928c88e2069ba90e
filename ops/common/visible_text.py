"""Text from elsewhere, shown as data: characters that steer a terminal or hide text become visible escapes.

An escape is written as in JSON (`\\u001b`), so that a line of JSON stays the same JSON.
"""

import codecs
import re
from typing import Final

from ops.common.invisible_characters import INVISIBLE

#: The error handler of output that a terminal's encoding cannot hold.
UNENCODABLE: Final = "ops-plain"
_PLAIN: Final = {
    "✓": "+",
    "✗": "x",
    "…": "...",
    "→": "->",
    "—": "-",
    "–": "-",
    "•": "*",
    "≤": "<=",
    "≥": ">=",
}


def visible(text: str) -> str:
    """Return a text whose control, direction and invisible characters are escapes; tab and line feed stay."""
    return INVISIBLE.sub(_escape, text)


def visible_line(text: str) -> str:
    """Return the visible form of a text that must stay one line: line feeds and tabs are escapes, too."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def register_plain_output() -> None:
    """Register the error handler: marks have an ASCII form, everything else becomes an escape."""
    codecs.register_error(UNENCODABLE, _plain)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(
        _PLAIN.get(character) or character.encode("ascii", "backslashreplace").decode() for character in text
    ), error.end
