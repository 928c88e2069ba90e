"""Writing files without overwriting what a person wrote."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

_PUBLIC: Final = 0o644
PRIVATE: Final = 0o600


class Written(StrEnum):
    """What happened to a file."""

    NEW = "written"
    REPLACED = "written in place of the shipped one"
    SAME = "there already"
    KEPT = "kept: it is yours"


@dataclass(frozen=True, kw_only=True)
class PlannedFile:
    """A file to write. A file that is there with the text `shipped` belongs to nobody, and is replaced."""

    path: Path
    text: str
    shipped: str | None = None
    mode: int = _PUBLIC

    def outcome(self) -> Written:
        """Return what will happen to it."""
        if not self.path.exists():
            return Written.NEW
        there = self.path.read_text(encoding="utf-8", errors="replace")
        if there == self.text:
            return Written.SAME
        return Written.REPLACED if there == self.shipped else Written.KEPT


def write_files(planned: Iterable[PlannedFile]) -> dict[Path, Written]:
    """Write the files that may be written, each whole or not at all; return what happened to each."""
    outcomes = {}
    for file in planned:
        outcomes[file.path] = file.outcome()
        if outcomes[file.path] in (Written.NEW, Written.REPLACED):
            _write(file)
    return outcomes


def _write(file: PlannedFile) -> None:
    file.path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.path.parent, prefix=f".{file.path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(file.text)
        Path(name).chmod(file.mode)
        Path(name).replace(file.path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
