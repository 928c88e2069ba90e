"""A server process that a test starts: its log in a file, its life bounded, stopped by its own process id."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx
import psutil

# When the test process itself is killed, nobody is left to stop its servers: `timeout` ends them.
LONGEST_LIFE_S = 1800
STOP_TIMEOUT_S = 20
LOG_LINES_SHOWN = 30
POLL_S = 0.05


class NotReadyError(Exception):
    """A server ended or did not become ready in time; the message has the end of its log."""


class Server:
    """One program that can be started, stopped, killed and started again with the same arguments."""

    def __init__(
        self,
        *,
        name: str,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
        longest_life_s: int = LONGEST_LIFE_S,
    ) -> None:
        """Describe a server; `environment` is added to the test's own, `user` is for a test run by root."""
        self.name = name
        self.log = log
        self._command = list(command)
        self._environment = {**os.environ, **(environment or {})}
        self._user = user
        self._longest_life_s = longest_life_s
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the group's leader; raises `NotReadyError` when the server does not run."""
        if self._process is None:
            raise NotReadyError(f"{self.name} is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process; its output is appended to the log."""
        if self.running:
            raise RuntimeError(f"{self.name} is already running")
        limit = [_timeout_command(), "--kill-after=10", str(self._longest_life_s)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*limit, *self._command],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=self._user,
                extra_groups=None if self._user is None else [],
                start_new_session=True,
            )

    def stop(self, *, sign: signal.Signals = signal.SIGTERM) -> None:
        """Ask the process, if there is one, to end and wait for it; after 20 seconds it is killed."""
        if self._process is None:
            return
        self._signal(sign)
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End the process and its group at once, as a crash of the machine would."""
        if self._process is None:
            return
        family = psutil.Process(self._process.pid).children(recursive=True) if self.running else []
        self._signal(signal.SIGKILL)
        self._process.wait(STOP_TIMEOUT_S)
        self._process = None
        # A server started again before these are gone would find their locks.
        psutil.wait_procs(family, timeout=STOP_TIMEOUT_S)

    def wait_until(self, ready: Callable[[], bool], *, timeout_s: float) -> None:
        """Wait until `ready` returns true; raise `NotReadyError` when the process ends or time is over."""
        deadline = time.monotonic() + timeout_s
        while not ready():
            if not self.running:
                raise NotReadyError(f"{self.name} has ended:\n{self._end_of_log()}")
            if time.monotonic() > deadline:
                raise NotReadyError(f"{self.name} was not ready in {timeout_s:.0f} s:\n{self._end_of_log()}")
            time.sleep(POLL_S)

    def _signal(self, sign: signal.Signals) -> None:
        # To the whole group: `timeout` passes a SIGTERM on, but of a SIGKILL its child would hear nothing.
        if self.running:
            os.killpg(self.pid, sign)

    def _end_of_log(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"(last lines of {self.log})", *lines[-LOG_LINES_SHOWN:]])


def free_ports(count: int) -> list[int]:
    """Return that many different free ports of the loopback interface."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for opened in sockets:
            opened.bind(("127.0.0.1", 0))
        return [int(opened.getsockname()[1]) for opened in sockets]
    finally:
        for opened in sockets:
            opened.close()


def answers(
    url: str, *, verify: ssl.SSLContext | bool = True, headers: Mapping[str, str] | None = None
) -> bool:
    """Return whether a GET of `url` is answered with a status of 2xx."""
    try:
        return httpx.get(url, timeout=2, verify=verify, headers=headers, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def write_private(path: Path, text: str) -> Path:
    """Write a file that only its owner can read: settings with passwords that a test has made up."""
    path.touch(mode=0o600)
    path.write_text(text)
    return path


def _timeout_command() -> str:
    found = shutil.which("timeout") or shutil.which("gtimeout")
    if found is None:
        raise NotReadyError("the `timeout` command is missing; install GNU coreutils")
    return found
