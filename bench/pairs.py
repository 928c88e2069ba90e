"""Two ways of doing one thing, timed in turn, so that a busy machine slows both; the ratio is what counts."""

import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Way:
    """One of the two ways: its name, and what runs it once and returns how many seconds that took."""

    name: str
    seconds: Callable[[], float]


def process_seconds(*command: str, folder: Path, variables: Mapping[str, str] = os.environ) -> float:
    """Return the processor time, user and system, of a process and of all that it waits for."""
    before = os.times()
    subprocess.run(command, cwd=folder, env=variables, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def synthesis_seconds(python: str, project: Path, **variables: str) -> float:
    """Return the processor time of one whole synthesis of production, Python's and Node's start included."""
    with tempfile.TemporaryDirectory() as folder:
        own = {**os.environ, "CDKTF_OUTDIR": folder, "ENVIRONMENT": "production", **variables}
        return process_seconds(python, "main.py", folder=project, variables=own)


def compare(one: Way, other: Way, *, runs: int) -> None:
    """Time both ways `runs` times, in pairs; print the medians and the median of the pairs' ratios."""
    pairs = [(one.seconds(), other.seconds()) for _ in range(runs)]
    width = max(len(one.name), len(other.name))
    for way, times in zip((one, other), zip(*pairs, strict=True), strict=True):
        print(f"{way.name:{width}}  {statistics.median(times):6.2f} s")
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"{'ratio':{width}}  {ratio:6.3f}   (medians of {runs} pairs)")
