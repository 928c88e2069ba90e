"""The base images in Dockerfiles, and their digests.

A base is the image of a `FROM`, of a `COPY --from`, or the default of an `ARG` that a `FROM` uses. Source:
docs.docker.com, "Dockerfile reference".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ops.common.errors import UserError
from ops.common.text_file import replace_text

_FROM: Final = re.compile(r"^FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?\s*$", re.IGNORECASE)
_COPY: Final = re.compile(r"^COPY\s+(?:--\S+\s+)*?--from=(\S+)", re.IGNORECASE)
_ARG: Final = re.compile(r"^ARG\s+(\w+)=(\S+)\s*$", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"^\$\{?(\w+)\}?$")
_SCRATCH: Final = "scratch"


class UnpinnedBaseError(UserError):
    """A base image that is named by its tag alone."""


@dataclass(frozen=True, kw_only=True)
class Base:
    """A base image as a Dockerfile names it: `name:tag@digest`, at a line."""

    file: Path
    line: int
    written: str

    @property
    def tagged(self) -> str:
        """The name and the tag."""
        return self.written.partition("@")[0]

    @property
    def digest(self) -> str:
        """The digest; empty when there is none."""
        return self.written.partition("@")[2]

    def pinned(self, digest: str) -> "Base":
        """Return the same base with another digest."""
        return replace(self, written=f"{self.tagged}@{digest}")


def bases(file: Path) -> list[Base]:
    """Return the base images of a Dockerfile, each once for each line that names it."""
    lines = file.read_text(encoding="utf-8").splitlines()
    stages = {found[2].lower() for found in map(_FROM.match, lines) if found and found[2]}
    used = {image for _, image in _images(lines)}
    named = [(number, image) for number, image in _images(lines) if not _VARIABLE.match(image)]
    variables = {found[1] for found in map(_VARIABLE.match, used) if found}
    for number, line in enumerate(lines, start=1):
        found = _ARG.match(line)
        if found and found[1] in variables:
            named.append((number, found[2].strip("\"'")))
    return [
        Base(file=file, line=number, written=image)
        for number, image in sorted(named)
        if image.lower() not in stages and not image.isdigit() and image.lower() != _SCRATCH
    ]


def require_pinned(files: Sequence[Path]) -> None:
    """Raise UnpinnedBaseError that names each base without a digest."""
    missing = [base for file in files for base in bases(file) if not base.digest]
    if missing:
        raise UnpinnedBaseError(
            "base images without a digest: a tag moves, and a commit would be built with another base\n"
            + "\n".join(f"  {base.file}:{base.line}  {base.tagged}" for base in missing),
            where="Dockerfile",
            remedy="ops images pin",
        )


def renewed(found: Sequence[Base], resolve: Callable[[str], str]) -> list[tuple[Base, Base]]:
    """Return the bases whose tag now points to another digest, with what they become."""
    digests = {tagged: resolve(tagged) for tagged in {base.tagged: None for base in found}}
    pairs = [(base, base.pinned(digests[base.tagged])) for base in found]
    return [(before, after) for before, after in pairs if before.written != after.written]


def write(pairs: Sequence[tuple[Base, Base]]) -> None:
    """Write the new digests into the Dockerfiles. Each file is replaced in one step."""
    for file in {before.file for before, _ in pairs}:
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        for before, after in pairs:
            if before.file == file:
                lines[before.line - 1] = lines[before.line - 1].replace(before.written, after.written, 1)
        replace_text(file, "".join(lines))


def _images(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=1):
        found = _FROM.match(line) or _COPY.match(line)
        if found:
            yield number, found[1]
