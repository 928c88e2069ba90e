"""The engine as a child process: output lines, exit code, and a graceful stop on Ctrl-C.

The engine does not depend on this process: when this one is killed, the engine finishes its step, writes the
state and releases the lock (docs/decisions/0080-a-run-survives-its-parent.md).
"""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from ops.engine.terraform.process_output import ProcessOutput

_POLL_SECONDS: Final = 0.02


class EngineProcess:
    """A runner of engine commands, one at a time, which can be interrupted from any thread.

    Each child has a separate session: Ctrl-C on the terminal reaches Terraform once, through this class, and
    never the providers, which must run until Terraform has written its state and released the lock.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self.interrupted = False

    def stream(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        on_line: Callable[[str], None],
        on_start: Callable[[int], None] = lambda _pid: None,
    ) -> int:
        """Run a command, call `on_line` for each line of output, and return its exit code.

        `on_start` is given the process id.
        """
        with closing(ProcessOutput()) as output:
            child = self._start(command, folder=folder, environment=environment, output=output, errors=output)
            with self._ended_on_failure(child):
                on_start(child.pid)
                while not self._follow(child, output, on_line):
                    pass
            return self._end(child)

    def _follow(
        self, child: subprocess.Popen[bytes], output: ProcessOutput, on_line: Callable[[str], None]
    ) -> bool:
        """Pass on what the child has written; return whether that was the end. Ctrl-C goes to the child."""
        try:
            # What was written before the end is read after it: the order matters.
            over = self._wait(child)
            for line in output.lines():
                on_line(line)
            if over and (rest := output.remainder()):
                on_line(rest)
        except KeyboardInterrupt:
            self.interrupt()
            return False
        return over

    def capture(
        self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """Run a command and return its exit code, standard output and standard error."""
        with closing(ProcessOutput()) as output, closing(ProcessOutput()) as errors:
            child = self._start(command, folder=folder, environment=environment, output=output, errors=errors)
            with self._ended_on_failure(child):
                while not self._wait(child):
                    pass
            return self._end(child), output.text(), errors.text()

    def interrupt(self) -> None:
        """Stop the running command gracefully. A second call makes Terraform stop at once."""
        with self._guard:
            self.interrupted = True
            if self._child and self._child.poll() is None:
                self._child.send_signal(signal.SIGINT)

    def _start(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        output: ProcessOutput,
        errors: ProcessOutput,
    ) -> subprocess.Popen[bytes]:
        with self._guard:
            self._child = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output.fileno(),
                stderr=errors.fileno(),
                start_new_session=True,
            )
            return self._child

    def _wait(self, child: subprocess.Popen[bytes]) -> bool:
        """Wait a moment and return whether the child has ended; Ctrl-C is passed on to it."""
        try:
            if child.poll() is None:
                time.sleep(_POLL_SECONDS)
            return child.poll() is not None
        except KeyboardInterrupt:
            self.interrupt()
            return False

    @contextmanager
    def _ended_on_failure(self, child: subprocess.Popen[bytes]) -> Iterator[None]:
        """Stop the child when this process fails: a full disk must not leave a run and its lock behind."""
        try:
            yield
        except BaseException:
            self.interrupt()
            while not self._wait(child):
                pass
            self._end(child)
            raise

    def _end(self, child: subprocess.Popen[bytes]) -> int:
        code = child.wait()
        with self._guard:
            self._child = None
        return code
