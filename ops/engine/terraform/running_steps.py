"""The steps of Terraform that are running on this machine, also those whose `ops` was killed.

A step has a record in the folder of its run while it runs. A record whose process is gone is left over from
an `ops` that was killed, and is ignored.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil
from pydantic import TypeAdapter

from ops.common.clean_up import afterwards
from ops.common.private_files import open_private
from ops.common.process_identity import ProcessIdentity
from ops.engine.terraform.process_output import CompleteLines
from ops.engine.terraform.product import TERRAFORM

_FOLDER: Final = "running"
_POLL_SECONDS: Final = 0.2


@dataclass(frozen=True, kw_only=True)
class RunningStep:
    """A running step.

    Attributes:
        stack: The stack.
        step: The step, such as `apply`.
        since: When it started, ISO 8601, UTC.
        engine: The process of the engine.
        parent: The process of the `ops` that started it.
        program: The command of the engine, such as `tofu`; older versions of `ops` do not record it.
    """

    stack: str
    step: str
    since: str
    engine: ProcessIdentity
    parent: ProcessIdentity
    program: str = TERRAFORM.command

    @property
    def orphaned(self) -> bool:
        """Whether the engine runs and the `ops` that started it does not."""
        return self.engine.alive and self.parent.ended

    def lines(self) -> Iterator[str]:
        """Yield the lines of its output until it ends, from the first one where the system gives access.

        Linux does; elsewhere this only waits for the end.
        """
        output = None
        with suppress(OSError):
            output = os.open(f"/proc/{self.engine.pid}/fd/1", os.O_RDONLY | os.O_CLOEXEC)
        try:
            read = CompleteLines(output)
            over = False
            while not over:
                over = not self.engine.alive
                yield from read.lines()
                if not over:
                    time.sleep(_POLL_SECONDS)
        finally:
            if output is not None:
                os.close(output)


_RUNNING_STEP: Final = TypeAdapter(RunningStep)


@contextmanager
def recorded(run: Path, *, stack: str, step: str, program: str = TERRAFORM.command) -> Iterator["StepRecord"]:
    """Give a record for a step of a run; it is removed at the end of the block."""
    record = StepRecord(path=run / _FOLDER / f"{stack}-{step}.json", stack=stack, step=step, program=program)
    with afterwards(lambda: record.path.unlink(missing_ok=True), doing="removing the step's record"):
        yield record


@dataclass(frozen=True, kw_only=True)
class StepRecord:
    """The place of a step's record."""

    path: Path
    stack: str
    step: str
    program: str

    def write(self, pid: int) -> None:
        """Record the process of the step. A process that has already ended leaves none."""
        with suppress(psutil.NoSuchProcess):
            running = RunningStep(
                stack=self.stack,
                step=self.step,
                since=datetime.now(UTC).isoformat(timespec="seconds"),
                engine=ProcessIdentity.of(pid),
                parent=ProcessIdentity.current(),
                program=self.program,
            )
            written = self.path.with_suffix(".new")
            with open_private(written) as file:
                file.write(_RUNNING_STEP.dump_json(running))
            written.replace(self.path)


def running_steps(home: Path) -> list[RunningStep]:
    """Return the steps with a record in the runs of a folder, oldest first."""
    found = [_read(path) for path in home.glob(f"runs/*/{_FOLDER}/*.json")]
    return sorted((step for step in found if step), key=lambda step: step.since)


def orphaned_steps(home: Path) -> list[RunningStep]:
    """Return the steps that go on without their `ops` in the runs of a folder, oldest first."""
    return [step for step in running_steps(home) if step.orphaned]


def _read(path: Path) -> RunningStep | None:
    """Return a record; None for one that is gone or unreadable."""
    try:
        return _RUNNING_STEP.validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None
