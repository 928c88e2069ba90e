"""Redaction of secrets whose values are known, in every form in which they appear in output."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import quote, quote_plus

from ops.engine.terraform.credentials import MASK, is_credential, is_random

__all__ = ["MASK", "SHORTEST", "Redactor", "is_credential"]

#: Shorter values are not masked in text: they may be any word or number.
SHORTEST: Final = 8
# A value that is one plain word, such as the stand-in "rehearsal", is masked only as a whole value.
_PLAIN_WORD: Final = re.compile(r"[a-z]+|[A-Z][a-z]+|[A-Z]+")
_BASE64_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-")
# Values that a plan marks as sensitive but that are names, addresses or settings stay readable elsewhere.
_ORDINARY: Final = re.compile(
    r"[A-Za-z]*|[a-z0-9]+([-._/:][a-z0-9]+)*|\d[\d.]*|https?://[^@\s]*|\S*\s[\s\S]*"
)


class Redactor:
    """A filter that masks known secret values in text and in parsed JSON."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._known = frozenset(values)
        long = [value for value in self._known if len(value) >= SHORTEST]
        words = sorted((value for value in long if _PLAIN_WORD.fullmatch(value)), key=len, reverse=True)
        # Longest first: one secret may contain another.
        spellings = {spelling for value in long if value not in words for spelling in _spellings(value)}
        self._values = sorted(spellings, key=len, reverse=True)
        self._cores = sorted({core for value in long for core in _base64_cores(value)}, key=len, reverse=True)
        self._words = _whole(words) if words else None

    def text(self, text: str) -> str:
        """Return the text with every known value masked."""
        for value in self._values:
            if value in text:
                text = text.replace(value, MASK)
        for core in self._cores:
            while (at := text.find(core)) >= 0:
                text = _without_run(text, at, at + len(core))
        return self._words.sub(MASK, text) if self._words else text

    def tree(self, node: Any) -> Any:
        """Return parsed JSON with every known value masked, in keys and strings."""
        match node:
            case str():
                return self.text(node)
            case list():
                return [self.tree(item) for item in node]
            case dict():
                return {self.text(key): self.tree(value) for key, value in node.items()}
            case _:
                return node

    def with_values(self, values: Iterable[str]) -> "Redactor":
        """Return a filter that masks these values as well, but for those that are ordinary names."""
        more = {value for value in values if _is_distinct(value)}
        return Redactor(self._known | more) if more - self._known else self


def _is_distinct(value: str) -> bool:
    return len(value) >= SHORTEST and (is_random(value) or not _ORDINARY.fullmatch(value))


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of words that are a whole value: a text, quoted, or behind `=` or `: `."""
    listed = "|".join(re.escape(word) for word in words)
    return re.compile(rf"""(?:(?<=["'=])|(?<=:\ )|\A)(?:{listed})(?=["'&,;\s]|\Z)(?!\s+\w)""")


def _spellings(value: str) -> Iterator[str]:
    """Yield the forms of a value in output: plain, line by line, quoted by JSON, HCL and Go, in a URL."""
    lines = value.splitlines()
    parts = [
        value,
        *(line.strip() for line in lines if len(lines) > 1 and len(line.strip()) >= SHORTEST),
    ]
    for part in parts:
        yield part
        quoted = json.dumps(part, ensure_ascii=False)[1:-1]
        yield quoted
        yield json.dumps(part)[1:-1]
        yield quoted.replace("${", "$${").replace("%{", "%%{")
        yield quoted.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
        for encoded in (quote(part), quote(part, safe=""), quote_plus(part)):
            yield encoded
            yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), encoded)


def _base64_cores(value: str) -> Iterator[str]:
    """Yield the base64 text of a value at each of the three offsets, without what neighbours decide."""
    data = value.encode("utf-8", "surrogatepass")
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + data).decode().rstrip("=")
        end = (offset + len(data)) * 8 // 6
        core = encoded[-(-offset * 8 // 6) : end]
        yield core
        yield core.replace("+", "-").replace("/", "_")


def _without_run(text: str, start: int, end: int) -> str:
    """Return a text with the base64 text around a place masked as a whole."""
    while start > 0 and text[start - 1] in _BASE64_LETTERS - {"="}:
        start -= 1
    while end < len(text) and text[end] in _BASE64_LETTERS:
        end += 1
    return f"{text[:start]}{MASK}{text[end:]}"
