"""The processor time of a provider's start: forked from one process, against a process that imports all.

Run: `.venv/bin/python -m bench.provider_start [runs]`. The time of the fork server counts for what it forks.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.pairs import Way, compare
from rehearsal.provider.__main__ import COOKIE
from rehearsal.provider.fork_client import SWITCH, stop_fork_servers


def processor_seconds(home: Path, **variables: str) -> float:
    """Return the processor time of one start of the kubernetes provider, and of its end."""
    before = _children() + _server(home)
    environment = {**os.environ, **dict([COOKIE]), "REHEARSAL_HOME": str(home), **variables}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "rehearsal.provider", "kubernetes"],
        env=environment,
        stdout=subprocess.PIPE,
    ) as process:
        if process.stdout:
            process.stdout.readline()
        process.terminate()
    return _children() + _server(home) - before


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _server(home: Path) -> float:
    """Return the processor time of the fork server and of its forks that have ended."""
    for process in psutil.process_iter():
        try:
            if process.cmdline()[-1:] == [str(next(home.glob("*.link"), ""))]:
                return sum(process.cpu_times()[:4])
        except psutil.Error:
            continue
    return 0.0


@contextmanager
def _home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield Path(folder)
        finally:
            stop_fork_servers(Path(folder))


def main(runs: int) -> None:
    """Compare a start that is forked with one that is not, after the first of each."""
    with _home() as home:
        for switch in ("on", "off"):
            processor_seconds(home, **{SWITCH: switch})
        forked = Way(name="forked", seconds=lambda: processor_seconds(home))
        alone = Way(name="a process of its own", seconds=lambda: processor_seconds(home, **{SWITCH: "off"}))
        compare(forked, alone, runs=runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
