"""A process that outlives the command that started it, identified by id and start time."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from ops.common.private_files import open_private
from ops.common.process_identity import find_process

_STOP_WITHIN_SECONDS: Final = 15.0
_LOOK_EVERY_SECONDS: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class BackgroundProcess:
    """A process by its id and its start time (seconds since the epoch): ids alone are used again."""

    pid: int
    started: float

    def alive(self) -> bool:
        """Return whether exactly this process still runs."""
        return self._process() is not None

    def stop(self) -> None:
        """End it with SIGTERM, by which it writes what it holds; kill it only when it does not answer."""
        process = self._process()
        if process is None:
            return
        with suppress(psutil.NoSuchProcess):
            process.terminate()
            if not self._ends_within(_STOP_WITHIN_SECONDS):
                process.kill()
                self._ends_within(_STOP_WITHIN_SECONDS)

    def _ends_within(self, seconds: float) -> bool:
        """Wait for the end. A process whose parent has not read its exit status has ended as well."""
        latest = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > latest:
                return False
            time.sleep(_LOOK_EVERY_SECONDS)
        return True

    def _process(self) -> psutil.Process | None:
        return find_process(self.pid, born=self.started)


def processes_with_argument(argument: str) -> list[BackgroundProcess]:
    """Return the processes that were started with an argument."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if argument in process.cmdline():
                found.append(BackgroundProcess(pid=process.pid, started=process.create_time()))
    return found


def start_in_background(
    command: Sequence[str], *, environment: Mapping[str, str], folder: Path, log: Path
) -> BackgroundProcess:
    """Start a process in a new session: neither Ctrl-C nor a closed terminal reaches it."""
    with open_private(log, append=True) as output:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return BackgroundProcess(pid=child.pid, started=psutil.Process(child.pid).create_time())
