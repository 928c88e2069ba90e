"""The search for many texts at once, in time that does not grow with their number."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ops.engine.terraform.credentials import MASK

#: Shorter values are not masked in text: they may be any word or number.
SHORTEST: Final = 8
_BASE64_RUN: Final = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")
_BASE64_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-")


class Needles:
    """Texts of at least 8 characters that are masked wherever they stand.

    `encoded` are parts of base64 text: what they are found in is masked as a whole.
    """

    def __init__(self, *, plain: Iterable[str], encoded: Iterable[str]) -> None:
        self._by_head: dict[str, list[tuple[str, bool]]] = {}
        for needles, is_encoded in ((plain, False), (encoded, True)):
            for needle in needles:
                self._by_head.setdefault(needle[:SHORTEST], []).append((needle, is_encoded))

    def masked(self, text: str) -> str:
        """Return the text with each of them masked; overlapping ones are one."""
        spans = sorted(self._spans(text))
        if not spans:
            return text
        parts, place = [], 0
        for start, end in spans:
            if start >= place:
                parts += [text[place:start], MASK]
            place = max(place, end)
        return "".join([*parts, text[place:]])

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for place in self._heads(text):
            for needle, encoded in self._by_head[text[place : place + SHORTEST]]:
                if text.startswith(needle, place):
                    end = place + len(needle)
                    yield _run(text, place, end) if encoded else (place, end)

    def _heads(self, text: str) -> Iterator[int]:
        """Yield each place where one of the texts may begin."""
        heads = self._by_head
        if len(heads) <= len(text):
            for head in heads:
                place = text.find(head)
                while place >= 0:
                    yield place
                    place = text.find(head, place + 1)
        else:
            for place in range(len(text) - SHORTEST + 1):
                if text[place : place + SHORTEST] in heads:
                    yield place


def _run(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the ends of the base64 text around a place."""
    while start > 0 and text[start - 1] in _BASE64_LETTERS:
        start -= 1
    found = _BASE64_RUN.match(text, end)
    return start, found.end() if found else end
