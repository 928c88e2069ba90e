"""Starting the generator's process, following what it writes, and stopping it."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from ops.commands.load.plan import LoadPlan
from ops.commands.load.requests import Request
from ops.common.errors import MissingToolError, UserError

REQUESTS_FILE: Final = "requests.jsonl"
LOG_FILE: Final = "generator.log"
_MODULE: Final = "ops.commands.load.generate"
# The users finish a step (15 s) and delete their tasks (20 s) before the process ends.
_LEAVE_WITHIN_SECONDS: Final = 45.0
_LOG_LINES: Final = 5


class GeneratorError(UserError):
    """The process that makes the load ended by itself, before its time."""


@dataclass
class Heard:
    """What the generator has told so far; moments in seconds after `began`, a monotonic clock's reading."""

    began: float | None = None
    users: list[tuple[float, int]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    ended: float | None = None
    gone: bool = False
    accounts: int = 0
    tasks_left: int = 0
    busiest_percent: float = 0.0

    def hear(self, line: Mapping[str, Any]) -> None:
        """Take in one line. Requests of users who leave are no part of the load."""
        at = line["at"] - (self.began or 0.0)
        match line["kind"]:
            case "begun":
                self.began = line["at"]
            case "users":
                self.users.append((at, line["users"]))
            case "request" if not line["leaving"]:
                self.requests.append(
                    Request(
                        at=line["began"] - (self.began or 0.0),
                        name=line["name"],
                        seconds=line["seconds"],
                        failure=line["failure"],
                    )
                )
            case "busy":
                self.busiest_percent = max(self.busiest_percent, line["cpu_percent"])
            case "leaving":
                self.ended = at
                self.users.append((at, 0))
            case "gone":
                self.gone = True
                self.accounts, self.tasks_left = line["accounts"], line["tasks_left"]


@dataclass
class Generator:
    """A running generator."""

    process: subprocess.Popen[bytes]
    folder: Path
    heard: Heard = field(default_factory=Heard)
    _read: int = 0

    def listen(self) -> bool:
        """Take in what was written since the last time; return whether the process still runs.

        Raises GeneratorError when it ended without having said goodbye.
        """
        runs = self.process.poll() is None
        self._hear()
        if not runs and not self.heard.gone:
            raise GeneratorError(
                f"the process that makes the load ended with exit code {self.process.returncode}:\n"
                + "\n".join(self._last_log_lines()),
                where=str(self.folder / LOG_FILE),
                remedy="read the log; try fewer users, or a machine with more memory",
            )
        return runs

    def stop(self) -> None:
        """Let the users leave and delete their tasks; Ctrl-C, or too long a wait, ends them at once."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(_LEAVE_WITHIN_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self.process.kill()
            self.process.wait()
        self._hear()
        if self.heard.ended is None and self.heard.users:
            self.heard.ended = self.heard.users[-1][0]

    def _hear(self) -> None:
        for line in self._new_lines():
            self.heard.hear(json.loads(line))

    def _new_lines(self) -> Iterator[str]:
        """Yield the whole lines that were not read yet; the last one may be half written."""
        with (self.folder / REQUESTS_FILE).open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._read += len(line)
                yield line.decode()

    def _last_log_lines(self) -> list[str]:
        return (
            (self.folder / LOG_FILE).read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES:]
        )


def require_locust() -> None:
    """Raise MissingToolError without Locust."""
    if find_spec("locust") is None:
        raise MissingToolError(
            "Locust is not installed: it is what makes the load",
            where=sys.executable,
            remedy="make setup",
        )


@contextmanager
def running(origin: str, plan: LoadPlan, *, folder: Path) -> Iterator[Generator]:
    """Start the load on an origin and let the users leave when the block ends, however it ends.

    What the generator says goes to REQUESTS_FILE in the folder, what goes wrong in it to LOG_FILE.
    """
    command = [sys.executable, "-P", "-m", _MODULE, origin]
    for name in ("users", "ramp", "duration", "pause", "sign_ups_per_minute"):
        command += [f"--{name.replace('_', '-')}", str(getattr(plan, name))]
    with (folder / REQUESTS_FILE).open("wb") as said, (folder / LOG_FILE).open("wb") as log:
        # In a session of its own: Ctrl-C reaches this process alone, which then lets the users leave.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=log,
            start_new_session=True,
        )
    generator = Generator(process=process, folder=folder)
    try:
        yield generator
    finally:
        generator.stop()
