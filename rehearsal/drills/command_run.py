"""A command of a drill: how it ended, what it said, and which commands its message tells to run."""

import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_ESCAPES: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# The commands that end a lock or bring a state back; what else a message names needs a person's choice.
_COMMAND: Final = re.compile(
    r"ops (?:unlock|recover|state (?:unlock|push|discard))"
    r"(?: (?:foundation|addons|app|--force|--state [a-z]+|--environment [a-z]+))*"
    r"|terraform -chdir=\S+ force-unlock [0-9a-f-]+"
)
_REMEDY: Final = re.compile(r"^ ?remedy: (.*)$", re.MULTILINE)


class DrillTimeoutError(Exception):
    """A command that did not end in time."""


class DrillStoppedError(Exception):
    """A command that does not begin, because the drills are being stopped."""


@dataclass(frozen=True, kw_only=True)
class CommandRun:
    """A command that has ended; `code` is negative for a signal."""

    line: str
    code: int
    output: str
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether it ended by itself, with an error."""
        return self.code > 0

    @property
    def remedy(self) -> str:
        """What its message says to do."""
        return "\n".join(_REMEDY.findall(self.output))

    @property
    def remedies(self) -> tuple[str, ...]:
        """The commands that its message names, ready to paste."""
        return commands_in(self.remedy)


def commands_in(text: str) -> tuple[str, ...]:
    """Return the commands in a text that end a lock or bring a state back, in order, each once."""
    return tuple(dict.fromkeys(_COMMAND.findall(text)))


def confirmed(line: str) -> str:
    """Return a command that does not ask: a drill has no terminal."""
    if line.startswith("terraform "):
        return line.replace("force-unlock ", "force-unlock -force ")
    return f"{line} --yes"


@dataclass(frozen=True, kw_only=True)
class RunningCommand:
    """A command that runs, with its output in a file."""

    line: str
    process: subprocess.Popen[bytes]
    output: Path
    patience_seconds: float
    started: float = field(default_factory=time.monotonic)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it still runs."""
        if self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self) -> CommandRun:
        """Wait for its end; raise DrillTimeoutError, after which the process is gone."""
        try:
            code = self.process.wait(self.patience_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise DrillTimeoutError(
                f"`{self.line}` did not end within {self.patience_seconds:.0f} s"
            ) from None
        said = self.output.read_text(encoding="utf-8", errors="replace")
        return CommandRun(
            line=self.line,
            code=code,
            output=_ESCAPES.sub("", said),
            seconds=time.monotonic() - self.started,
        )
