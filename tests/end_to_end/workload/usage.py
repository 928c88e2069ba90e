"""How much processor time and memory a replica's process takes."""

import asyncio
import time
from dataclasses import dataclass, field

import psutil

from tests.end_to_end.workload.replica import Replica

_MIB = 1024 * 1024


@dataclass
class Usage:
    """The backend process of one replica, watched from a moment on."""

    replica: Replica
    largest_mib: float = 0.0
    _process: psutil.Process = field(init=False)
    _cpu_before: float = field(init=False)
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        # The server was started through `timeout`: its child is the backend.
        [self._process] = psutil.Process(self.replica.server.pid).children()
        self._cpu_before = self._cpu()
        self._started = time.monotonic()

    def look(self) -> None:
        """Take note of the memory in use now."""
        self.largest_mib = max(self.largest_mib, self._process.memory_info().rss / _MIB)

    def cores(self) -> float:
        """Return processor time per elapsed time."""
        return (self._cpu() - self._cpu_before) / (time.monotonic() - self._started)

    def _cpu(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)


async def watch(usages: list[Usage]) -> None:
    """Look at memory every half second until cancelled."""
    while True:
        for usage in usages:
            usage.look()
        await asyncio.sleep(0.5)
