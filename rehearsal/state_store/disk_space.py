"""Room on the disk for the states."""

import shutil
from pathlib import Path
from typing import Final

from ops.common.errors import NoSpaceError, UserError

# States, logs and Azurite's index; a rehearsal of the three stacks needs less than a tenth of it.
_NEEDED_BYTES: Final = 100 * 1024 * 1024


def require_space(folder: Path, *, because: UserError | None = None) -> None:
    """Raise NoSpaceError when the disk of a folder has too little room.

    `because` is what failed already: its message is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < _NEEDED_BYTES:
        megabyte = 1024 * 1024
        facts = f"{free // megabyte} MB free, {_NEEDED_BYTES // megabyte} MB needed"
        raise no_space(folder, f"{facts}\n{because.what}" if because else facts) from because


def no_space(folder: Path, facts: str) -> NoSpaceError:
    """Return the error for a folder whose disk is full."""
    return NoSpaceError(
        f"no space for the state: {facts}",
        where=str(folder),
        remedy="free some space on that disk, or set REHEARSAL_HOME to a folder on another one",
    )
