"""Credentials in one line: assignments, pairs, connection strings, SQL, commands, URLs, known forms."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from ops.engine.terraform.credentials.commands import has_command_credential
from ops.engine.terraform.credentials.forms import (
    SHORTEST_FORM,
    decoded_words,
    has_known_form,
    has_secret_word,
)
from ops.engine.terraform.credentials.names import is_credential_name, is_named_credential
from ops.engine.terraform.credentials.urls import has_url_credential

# `Password=x;`, `--api-key=x`, `"clientSecret": "x"`, also with escaped quotes. A name begins at a word and
# is bounded, so that the time grows linearly with the text: a long base64 text is one word.
_ASSIGNMENT: Final = re.compile(
    r"""(?<!\w)(?P<name>[A-Za-z][\w.-]{0,127}(?:\ [A-Za-z]\w{0,63})?)\\*["']?"""
    r"""(?P<sign>\s{0,64}(?::(?!//)|=)\s{0,64})\\*["']?(?P<value>[^\s"'\\;,&|}\])]+)"""
)
_QUOTED: Final = r"""\\*["']?(?P<{0}>[^"'\\,}}\s]+)\\*["']?"""
_KEY: Final = r"""\\*["']?\b(?:{0})\\*["']?\s*[:=]\s*"""
_LABELS: Final = "name|key|parameter_?key|parameter_?name"
_VALUES: Final = "value|val|parameter_?value|default"
_PAIRS: Final = tuple(
    re.compile(
        _KEY.format(one) + _QUOTED.format(first) + r"\s*,\s*" + _KEY.format(other) + _QUOTED.format(second),
        re.IGNORECASE,
    )
    for one, first, other, second in (
        (_LABELS, "name", _VALUES, "value"),
        (_VALUES, "value", _LABELS, "name"),
    )
)
_SQL: Final = re.compile(
    r"\b(?:PASSWORD|IDENTIFIED(?:\s+WITH\s+\S+)?\s+(?:BY|AS)(?:\s+PASSWORD)?)\s+[EN]?(?P<quote>['\"])"
    r"(?!\$\{|\{\{)[^'\"]+(?P=quote)",
    re.IGNORECASE,
)
# host:port:database:user:password, where a colon within a part is escaped.
_PGPASS: Final = re.compile(
    r"(?P<host>\*|[\w.-]*[A-Za-z][\w.-]*|\d+\.\d+\.\d+\.\d+):(\*|\d{2,5}):(\*|[\w-]+):(\*|[A-Za-z][\w.@-]*):"
    r"(?P<value>(?:[^:\\/\s]|\\.)(?:[^:\\]|\\.)*)"
)
_PART: Final = re.compile(
    r"""\s*(?P<name>[A-Za-z][\w .-]{0,63}?)\s*=\s*(?P<value>"[^"]*"|'[^']*'|\{[^}]*\}|[^;]*)"""
)
# Behind a colon in a sentence, the first word of a clause: "token: rotated every day".
_CLAUSE: Final = re.compile(r"[A-Za-z][a-z]*[.,;:]?\s+[(\"']?[A-Za-z]")
# A value within a text must be this long; behind a key of its own it may have any length.
_SHORTEST_INLINE: Final = 6
_FEWEST_PARTS: Final = 2
_SETS: Final = ("=", ":")


def line_has_credential(text: str, *, name: str = "", masked: Callable[[str], str]) -> bool:
    """Return whether one line contains a credential. `masked` judges what a word encodes in base64."""
    assigns = "=" in text or ":" in text
    if len(text) < SHORTEST_FORM and not assigns and " " not in text:
        return False
    if has_known_form(text) or (assigns and _assigns(text)) or has_command_credential(text):
        return True
    if " " in text and _SQL.search(text):
        return True
    return has_secret_word(text, name=name) or any(masked(inner) != inner for inner in decoded_words(text))


def connection_parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each part of a connection string such as `Server=a;Password="b;c"`."""
    if ";" not in text or "=" not in text:
        return
    found, place = [], 0
    while place < len(text):
        part = _PART.match(text, place)
        if not part or (part.end() < len(text) and text[part.end()] != ";"):
            break
        found.append((part["name"], part["value"].strip("\"' ")))
        place = part.end() + 1
    if len(found) >= _FEWEST_PARTS:
        yield from found


def _assigns(text: str) -> bool:
    if "://" in text and has_url_credential(text):
        return True
    if any(is_named_credential(name, value) for name, value in connection_parts(text)):
        return True
    if any(_assigned(text, found) for found in _ASSIGNMENT.finditer(text)):
        return True
    if "," in text and any(_paired(found) for pattern in _PAIRS for found in pattern.finditer(text)):
        return True
    return text.count(":") >= 4 and bool(_PGPASS.fullmatch(text.strip()))  # four colons


def _assigned(text: str, found: re.Match[str]) -> bool:
    # "User Id=x;Password=y" has names of two words; prose such as "the token: abc" has short values.
    name, value = found["name"], found["value"]
    if len(value) < _SHORTEST_INLINE or not is_credential_name(name):
        return False
    if ":" in found["sign"] and _CLAUSE.match(text, found.start("value")):
        return False
    return is_named_credential(name, value)


def _paired(found: re.Match[str]) -> bool:
    return len(found["value"]) >= _SHORTEST_INLINE and is_named_credential(found["name"], found["value"])
