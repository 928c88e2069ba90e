"""The blocks of shell commands in a page, as they are pasted into a terminal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_BLOCK: Final = re.compile(
    r"^(?P<indent> *)```(?P<kind>console|sh|bash)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_PROMPT: Final = "$ "
_COMMENT: Final = re.compile(r"(^|\s)#\s.*$", re.MULTILINE)
_INNER: Final = re.compile(r"\$\(([^()]*)\)")


@dataclass(frozen=True, kw_only=True)
class ShellBlock:
    """The commands of a block, one a line, and the line of the page on which it begins."""

    line: int
    script: str

    @property
    def without_comments(self) -> str:
        """The commands alone."""
        return _COMMENT.sub("", self.script)

    @property
    def calls(self) -> list[str]:
        """Each line with its substitutions replaced by a word, and each substitution for itself."""
        text = self.without_comments.replace("\\\n", " ")
        found = []
        while inner := _INNER.findall(text):
            found += inner
            text = _INNER.sub("something", text)
        return [*found, *text.splitlines()]


def shell_blocks(page: Path) -> Iterator[ShellBlock]:
    """Yield the blocks of a page. Of a `console` block only what stands after a prompt is pasted."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        lines = [line.removeprefix(found["indent"]) for line in found["text"].splitlines()]
        typed = _after_prompts(lines) if found["kind"] == "console" else lines
        if typed:
            yield ShellBlock(line=text.count("\n", 0, found.start()) + 1, script="\n".join(typed) + "\n")


def _after_prompts(lines: list[str]) -> list[str]:
    typed: list[str] = []
    goes_on = False
    for line in lines:
        if line.startswith(_PROMPT) or goes_on:
            typed.append(line.removeprefix(_PROMPT))
            goes_on = line.endswith("\\")
    return typed
