"""Moments of a run, chosen by a seed."""

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from rehearsal.drills.command_run import RunningCommand
from rehearsal.drills.scene import Scene

_POLL_SECONDS: Final = 0.02
_PATIENCE_SECONDS: Final = 240.0
# A run's first seconds: nothing is applied yet.
_BEFORE_SECONDS: Final = 4.0
_STARTED: Final = b'"apply_start"'
_DONE: Final = b'"apply_complete"'
# Creations in `app`; a deployment from nothing has more.
_IN_APP: Final = 45


@dataclass(frozen=True, kw_only=True)
class DrillMoment:
    """A moment of a deployment: some seconds after its start, or after a number of changes."""

    seconds: float | None = None
    changes: int = 0

    def __str__(self) -> str:
        """Return the moment in words."""
        if self.seconds is not None:
            return f"{self.seconds:.1f} s after the start"
        return f"after {self.changes} changes"

    def reached(self, *, logs: list[Path], seconds: float) -> bool:
        """Return whether a run with these logs of its applies has come so far."""
        if self.seconds is not None:
            return seconds >= self.seconds
        said = [log.read_bytes() for log in logs]
        started = sum(text.count(_STARTED) for text in said)
        done = sum(text.count(_DONE) for text in said)
        return started > 0 and done >= self.changes


def any_moment(random: Random, *, most: int = _IN_APP) -> DrillMoment:
    """Return a moment of a run: one in four before the first change, the others while it applies."""
    if random.random() < 1 / 4:
        return DrillMoment(seconds=random.uniform(0.1, _BEFORE_SECONDS))
    return applying_moment(random, most=most)


def applying_moment(random: Random, *, most: int = _IN_APP) -> DrillMoment:
    """Return a moment at which changes are made, after fewer than `most`."""
    return DrillMoment(changes=random.randrange(most))


def start_until(scene: Scene, moment: DrillMoment, line: str = "") -> RunningCommand:
    """Start a command, by default the deployment, and return it at a moment, or when it has ended before."""
    before = set(_runs(scene))
    command = scene.start(line or scene.deploy_command)
    began = time.monotonic()
    scene.moment = str(moment)
    while command.process.poll() is None and time.monotonic() - began < _PATIENCE_SECONDS:
        logs = [log for run in _runs(scene) - before for log in run.glob("logs/*-apply.jsonl")]
        if moment.reached(logs=logs, seconds=time.monotonic() - began):
            return command
        time.sleep(_POLL_SECONDS)
    scene.moment += ", which came after the end of the run"
    return command


def _runs(scene: Scene) -> set[Path]:
    return set(scene.ops_home.glob("runs/*"))
