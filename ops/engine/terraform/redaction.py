"""Redaction of secrets whose values are known, in every form in which they appear in output."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import quote, quote_plus

from ops.engine.terraform.credentials import MASK, is_credential, is_random
from ops.engine.terraform.needles import SHORTEST, Needles

__all__ = ["MASK", "SHORTEST", "Redactor", "is_credential"]

# A known value that is one plain word, such as the stand-in "rehearsal", is masked only as a whole value.
_PLAIN_WORD: Final = re.compile(r"[a-z]+|[A-Z][a-z]+|[A-Z]+")
# Keys of a map that a plan marks are masked elsewhere unless they are names; so are single lines of a text.
_NAME: Final = re.compile(
    r"[A-Za-z]*|[A-Za-z0-9]+([-._/:][A-Za-z0-9]+)*:?|\d[\d.]*|https?://[^@\s]*|\S*\s[\s\S]*"
)


class Redactor:
    """A filter that masks secret values in text and in parsed JSON.

    `values` are known secrets. What a plan marks as sensitive (`marked`) is masked in every place, too; a
    marked plain word as a whole word, and not in names.
    """

    def __init__(self, values: Iterable[str] = (), *, marked: Iterable[str] = ()) -> None:
        self._known, self._marked = frozenset(values), frozenset(marked)
        long = {value for value in self._known | self._marked if len(value) >= SHORTEST}
        words = {value for value in long if _PLAIN_WORD.fullmatch(value)}
        self._needles = Needles(
            plain={
                spelling
                for value in long - words
                for spelling in _spellings(value, every_line=value in self._known)
            },
            encoded={core for value in long for core in _base64_cores(value)},
        )
        known = words - self._marked
        self._words = _whole(known) if known else None
        self._marked_words = _bounded(words & self._marked) if words & self._marked else None

    def text(self, text: str) -> str:
        """Return the text with every secret value masked."""
        text = self.name(text)
        return self._marked_words.sub(MASK, text) if self._marked_words else text

    def name(self, text: str) -> str:
        """Return an address or a path with the secret values masked that are no plain words."""
        if len(text) < SHORTEST:
            return text
        text = self._needles.masked(text)
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

    def with_values(self, values: Iterable[str], *, keys: Iterable[str] = ()) -> "Redactor":
        """Return a filter that masks what a plan marks, too; of the keys those that are no names."""
        more = {value for value in values if len(value) >= SHORTEST}
        more |= {key for key in keys if _is_distinct(key)}
        return Redactor(self._known, marked=self._marked | more) if more - self._marked else self


def _is_distinct(value: str) -> bool:
    return len(value) >= SHORTEST and (is_random(value) or not _NAME.fullmatch(value))


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of words that are a whole value: a text, quoted, or behind `=` or `: `."""
    return re.compile(rf"""(?:(?<=["'=])|(?<=:\ )|\A)(?:{_listed(words)})(?=["'&,;\s]|\Z)(?!\s+\w)""")


def _bounded(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{_listed(words)})(?![A-Za-z])")


def _listed(words: Iterable[str]) -> str:
    # Longest first: one word may begin with another.
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _spellings(value: str, *, every_line: bool) -> Iterator[str]:
    """Yield the forms of a value in output: plain, line by line, quoted by JSON, HCL and Go, in a URL.

    Of a marked document, such as a kubeconfig, most lines are no secrets: `every_line` is false for it.
    """
    lines = [line.strip() for line in value.splitlines()]
    parts = [value, value.strip()]
    parts += [line for line in lines if len(lines) > 1 and (every_line or _is_distinct(line))]
    for part in parts:
        if len(part) < SHORTEST:
            continue
        yield part
        quoted = json.dumps(part, ensure_ascii=False)[1:-1]
        yield quoted
        yield json.dumps(part)[1:-1]
        yield quoted.replace("${", "$${").replace("%{", "%%{")
        yield quoted.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
        if part.isalnum() and part.isascii():
            continue
        data = part.encode("utf-8", "surrogatepass")
        for encoded in (quote(data), quote(data, safe=""), quote_plus(data), quote(data, safe="!*'()")):
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
