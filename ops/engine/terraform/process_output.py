"""The output of a child process that outlives its reader.

A pipe ends with its reader: the writer's next line then kills it (SIGPIPE), in the middle of an apply. The
output therefore goes to a file, which its reader follows. The file has no name, and on Linux it is in memory:
lines are not masked yet, and nothing of them stays behind.
"""

import os
import tempfile
from collections import deque
from collections.abc import Iterator
from typing import Final

_BLOCK: Final = 1 << 16


class CompleteLines:
    """A reader of the lines of a file that grows; without a file it has none."""

    def __init__(self, file: int | None) -> None:
        self._file = file
        self._position = 0
        self._complete: deque[bytes] = deque()
        self._rest = b""

    def lines(self) -> Iterator[str]:
        """Yield each complete line once, also when an earlier reading was interrupted."""
        while self._complete or self._read():
            if self._complete:
                yield _text(self._complete.popleft() + b"\n")

    def remainder(self) -> str:
        """Return what follows the last complete line."""
        rest, self._rest = self._rest, b""
        return _text(rest)

    def _read(self) -> bool:
        """Read a block; return whether there was one."""
        if self._file is None:
            return False
        block = os.pread(self._file, _BLOCK, self._position)
        self._position += len(block)
        *complete, self._rest = (self._rest + block).split(b"\n")
        self._complete.extend(complete)
        return bool(block)


class ProcessOutput(CompleteLines):
    """A file without a name that a child process writes and this process reads from the beginning."""

    def __init__(self) -> None:
        self._descriptor = _nameless_file()
        super().__init__(self._descriptor)

    def fileno(self) -> int:
        """Return the descriptor for the child."""
        return self._descriptor

    def text(self) -> str:
        """Return what has been written since the last call."""
        return "".join(self.lines()) + self.remainder()

    def close(self) -> None:
        """Close this process's side. The child keeps the other one."""
        os.close(self._descriptor)


def _nameless_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("terraform-output", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _text(content: bytes) -> str:
    return content.decode(encoding="utf-8", errors="replace")
