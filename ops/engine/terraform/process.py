"""The engine as a child process: output lines, exit code, and a graceful stop on Ctrl-C."""

import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock


class EngineProcess:
    """A runner of engine commands, one at a time, which can be interrupted from any thread.

    Each child has a separate session: Ctrl-C on the terminal reaches Terraform once, through this class, and
    never the providers, which must run until Terraform has written its state and released the lock.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._child: subprocess.Popen[str] | None = None
        self.interrupted = False

    def stream(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        on_line: Callable[[str], None],
    ) -> int:
        """Run a command, call `on_line` for each line of output, and return its exit code."""
        child = self._start(command, folder=folder, environment=environment, stderr=subprocess.STDOUT)
        assert child.stdout  # noqa: S101 - a pipe was asked for
        while True:
            try:
                for line in child.stdout:
                    on_line(line)
                return self._end(child)
            except KeyboardInterrupt:
                self.interrupt()
            except BaseException:
                # A failure here, such as a full disk, must not leave a run and its lock behind.
                self.interrupt()
                self._wait_for_end(child)
                raise

    def capture(
        self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """Run a command and return its exit code, standard output and standard error."""
        child = self._start(command, folder=folder, environment=environment, stderr=subprocess.PIPE)
        while True:
            try:
                output, errors = child.communicate()
                return self._end(child), output, errors
            except KeyboardInterrupt:
                self.interrupt()

    def interrupt(self) -> None:
        """Stop the running command gracefully. A second call makes Terraform stop at once."""
        with self._guard:
            self.interrupted = True
            if self._child and self._child.poll() is None:
                self._child.send_signal(signal.SIGINT)

    def _start(
        self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str], stderr: int
    ) -> subprocess.Popen[str]:
        with self._guard:
            self._child = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            return self._child

    def _wait_for_end(self, child: subprocess.Popen[str]) -> None:
        """Wait for the end; a further Ctrl-C is passed on and makes Terraform stop at once."""
        while True:
            try:
                child.communicate()
            except KeyboardInterrupt:
                self.interrupt()
            else:
                self._end(child)
                return

    def _end(self, child: subprocess.Popen[str]) -> int:
        code = child.wait()
        with self._guard:
            self._child = None
        return code
