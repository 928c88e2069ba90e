"""Files that only their owner can read."""

import os
from pathlib import Path
from typing import BinaryIO


def open_private(path: Path, *, append: bool = False, exclusive: bool = False) -> BinaryIO:
    """Open a file for writing created with mode 0600, and create its parent folders.

    Raises FileExistsError when `exclusive` is asked for and the file exists.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT
    flags |= os.O_APPEND if append else os.O_TRUNC
    flags |= os.O_EXCL if exclusive else 0
    return os.fdopen(os.open(path, flags, 0o600), "ab" if append else "wb")
