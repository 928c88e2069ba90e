"""Keeping secret values out of logs and messages, even when a program would print one."""

from collections.abc import Iterable
from typing import Any

MASK = "(secret)"


class Redactor:
    """Replaces known secret values wherever they stand in text or in parsed JSON."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        # The longest first: one secret may be part of another.
        self._values = sorted({value for value in values if value}, key=len, reverse=True)

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
