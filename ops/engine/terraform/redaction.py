"""Keeping secret values out of logs and messages, even when a program would print one."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

MASK = "(secret)"


class Redactor:
    """Replaces known secret values wherever they stand in text or in parsed JSON."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        # The longest first: one secret may be part of another.
        spellings = {spelling for value in values if value for spelling in _spellings(value)}
        self._values = sorted(spellings, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return the text without any of the values."""
        for value in self._values:
            text = text.replace(value, MASK)
        return text

    def tree(self, node: Any) -> Any:
        """Return parsed JSON without any of the values, in keys or strings."""
        match node:
            case str():
                return self.text(node)
            case list():
                return [self.tree(item) for item in node]
            case dict():
                return {self.text(key): self.tree(value) for key, value in node.items()}
            case _:
                return node


# Terraform indents a value of several lines, so each line is looked for; a short one may be anything.
_TELLING_LINE = 8


def _spellings(value: str) -> Iterator[str]:
    """Return how a value may be written: as it is, line by line, quoted as in JSON, HCL and by Go."""
    lines = value.splitlines()
    parts = [
        value,
        *(line.strip() for line in lines if len(lines) > 1 and len(line.strip()) >= _TELLING_LINE),
    ]
    for part in parts:
        yield part
        quoted = json.dumps(part, ensure_ascii=False)[1:-1]
        yield quoted
        yield quoted.replace("${", "$${").replace("%{", "%%{")
        yield quoted.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
