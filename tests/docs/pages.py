"""The Markdown pages of this repository, and the links and anchors in them."""

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ops.engine.synthesis.stacks import PROJECT

_FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2 *$", re.DOTALL | re.MULTILINE)
_INDENTED = re.compile(r"(?<=\n\n)(?: {4}.*\n)+")
_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A relative link: the page it is on, its target, and the anchor in that target."""

    page: Path
    target: Path
    anchor: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(PROJECT)}: {self.target}" + (f"#{self.anchor}" if self.anchor else "")


@cache
def pages() -> tuple[Path, ...]:
    """Return every Markdown page that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(sorted(path for name in listed.split("\0") if name and (path := PROJECT / name).is_file()))


@cache
def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return _INDENTED.sub("", _FENCE.sub("", page.read_text(encoding="utf-8")))


def links(page: Path) -> list[Link]:
    """Return the relative links of a page."""
    targets = _LINK.findall(_CODE.sub("", prose(page)))
    return [_link(page, target) for target in targets if not _ELSEWHERE.match(target)]


def _link(page: Path, text: str) -> Link:
    path, _, anchor = text.partition("#")
    target = (page.parent / path).resolve() if path else page
    return Link(page=page, target=target, anchor=anchor)


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors that GitHub gives to a page's headings."""
    found: dict[str, int] = {}
    for heading in _HEADING.findall(prose(page)):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        found[slug] = found.get(slug, 0) + 1
    return frozenset(
        slug if not repeat else f"{slug}-{repeat}" for slug, count in found.items() for repeat in range(count)
    )


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row of a page, without headers and rulers."""
    lines = [line.strip() for line in text.splitlines()]
    found = []
    for above, line in zip(["", *lines], lines, strict=False):
        if line.startswith("|") and not _ruler(line) and above.startswith("|"):
            found.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found


def _ruler(line: str) -> bool:
    return set(line) <= set("|-: ")
