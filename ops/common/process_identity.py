"""The identity of a process on one machine since its start, by which a dead one is recognized."""

import os
import socket
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, kw_only=True)
class ProcessIdentity:
    """A process.

    Attributes:
        machine: The machine and, on Linux, its start.
        pid: The process id.
        born: The start time of the process, by which a reused process id is noticed.
    """

    machine: str
    pid: int
    born: float

    @classmethod
    def of(cls, pid: int) -> "ProcessIdentity":
        """Return the identity of a running process; raise psutil.NoSuchProcess."""
        return cls(machine=_machine(), pid=pid, born=psutil.Process(pid).create_time())

    @classmethod
    def current(cls) -> "ProcessIdentity":
        """Return the identity of this process."""
        return cls.of(os.getpid())

    @property
    def alive(self) -> bool:
        """Whether the process runs on this machine."""
        return self.machine == _machine() and find_process(self.pid, born=self.born) is not None

    @property
    def ended(self) -> bool:
        """Whether the process ran on this machine and is gone; false where nothing is known."""
        return self.machine == _machine() and not self.alive


def find_process(pid: int, *, born: float) -> psutil.Process | None:
    """Return the process with this id and start time; None when it has ended."""
    try:
        process = psutil.Process(pid)
        same = process.create_time() == born
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def _machine() -> str:
    """Return a name of this machine that two containers with one host name do not share.

    A container has its host's boot id and another process namespace, which its own inode names.
    """
    try:
        started = _BOOT_ID.read_text().strip()
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        started, namespace = f"{uuid.getnode():x}", ""
    return f"{socket.gethostname()}/{started}/{namespace}"
