"""The credentials in XML, masked in place: elements, attributes, and pairs of both."""

import re
from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from ops.engine.terraform.credentials.names import (
    is_named_credential,
    is_pair_name,
    is_pair_value,
    label_of,
)

_MASK: Final = b"(sensitive)"
_ATTRIBUTE: Final = re.compile(rb"""\s(?P<name>[\w:.-]+)\s*=\s*(?P<value>"[^"]*"|'[^']*')""")
_TAG: Final = re.compile(rb"""<[^\s<>/]+(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*""")
# Fragments have several elements side by side: a root of ours holds them.
_ROOT: Final = b"<r>"

Mask = Callable[[str, str, str], str]


class _RefusedError(Exception):
    """A document with a DOCTYPE, and so perhaps with entities: it is not read as XML."""


class _Element:
    """An element that is open, with the name beside its values and the place of its text."""

    def __init__(self, name: str, *, label: str = "") -> None:
        self.name, self.label = name, label
        self.text, self.start = "", -1


def masked_markup(text: str, mask: Mask) -> str | None:
    """Return XML with its credentials masked; None for what is no XML. `mask` judges text, name and label."""
    data = text.encode("utf-8", "surrogatepass")
    for front, end in ((b"", b""), (_ROOT, b"</r>")):
        try:
            spans = _Reader(front + data + end, mask).spans
        except (expat.ExpatError, _RefusedError, RecursionError):
            continue
        for start, stop in sorted(spans, reverse=True):
            data = data[: start - len(front)] + _MASK + data[stop - len(front) :]
        return data.decode("utf-8", "surrogatepass")
    return None


class _Reader:
    """A reader of one document that collects the places of its credentials."""

    def __init__(self, data: bytes, mask: Mask) -> None:
        self._data, self._mask = data, mask
        self._open: list[_Element] = [_Element("")]
        self.spans: list[tuple[int, int]] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._characters
        self._parser.EndElementHandler = self._end
        self._parser.Parse(data, True)  # noqa: FBT003 - positional only

    def _refuse(self, *_: object) -> None:
        raise _RefusedError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(_Element(name, label=label_of(attributes)))
        tag = _TAG.match(self._data, self._parser.CurrentByteIndex)
        if not tag:
            return
        for found in _ATTRIBUTE.finditer(self._data, tag.start(), tag.end()):
            key = found["name"].decode("utf-8", "replace")
            if self._is_secret(attributes.get(key, ""), key, label_of(attributes)):
                self.spans.append((found.start("value") + 1, found.end("value") - 1))

    def _characters(self, text: str) -> None:
        element = self._open[-1]
        if element.start < 0:
            element.start = self._parser.CurrentByteIndex
        element.text += text

    def _end(self, _: str) -> None:
        element = self._open.pop()
        parent = self._open[-1]
        if is_pair_name(element.name):
            parent.label = element.text.strip()
        if element.text.strip() and self._is_secret(element.text.strip(), element.name, parent.label):
            self.spans.append((element.start, self._parser.CurrentByteIndex))
        parent.text, parent.start = "", -1  # only the text of an element without others is a value

    def _is_secret(self, value: str, name: str, label: str) -> bool:
        beside = label if is_pair_value(name) else ""
        if any(given and is_named_credential(given, value) for given in (name, beside)):
            return True
        return self._mask(value, name, beside) != value
