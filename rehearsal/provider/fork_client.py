"""A provider's process that lets the fork server of the rehearsal do the work.

Terraform starts each provider two or three times a command, and importing gRPC and the simulated cloud costs
a quarter of a second each time. The fork server has imported them. This process hands it its arguments,
environment and standard streams, and ends when its fork ends; when this process is killed, its fork ends too.

This module imports little: its start is what each provider's start costs.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

#: `off`: each provider is a process that imports everything itself.
SWITCH = "REHEARSAL_FORK_SERVER"
#: What the fork server answers: a fork has begun; or the code on the disk is newer, so it ends.
FORKED, ENDED = b"F", b"E"
#: The request that ends a fork server, in place of the name of a provider.
STOP = "stop"
#: How long a request may be on its way, and how long a fork server may start.
PATIENCE_SECONDS = 10.0
LENGTH_BYTES = 4

_SECONDS_BETWEEN_LOOKS_AT_PARENT = 1.0

_PACKAGE = Path(__file__).parent
# No TF_VAR_…: the fork server outlives the command that started it.
_KEPT_VARIABLES = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "VIRTUAL_ENV")


def serve_by_fork(provider: str, home: Path) -> int | None:
    """Return the exit code of the fork that served a provider, or None where this process has to serve."""
    if sys.platform != "linux" or os.environ.get(SWITCH) == "off":
        return None
    terraform = os.getppid()
    for _attempt in range(2):
        try:
            with closing(_connected(home)) as connection:
                _ask(connection, provider)
                answer = connection.recv(1)
                if answer == FORKED:
                    return _exit_code(connection, terraform)
        except OSError:
            return None
        if answer != ENDED:
            return None
    return None


def stop_fork_servers(home: Path) -> None:
    """End the fork servers of a rehearsal; the providers that they serve go on."""
    for link in home.glob("fork-server-*.link"):
        try:
            with closing(_connect(link)) as connection:
                _ask(connection, STOP)
                while connection.recv(1):
                    pass
        except OSError:
            continue


def _connected(home: Path) -> socket.socket:
    """Return a connection to the fork server of this code; start it where there is none.

    Raises OSError where it cannot be started.
    """
    link = home / f"fork-server-{_name()}.link"
    try:
        return _connect(link)
    except OSError:
        with _one_at_a_time(link):
            try:
                return _connect(link)
            except OSError:
                _start(link)
                return _connect(link)


def _name() -> str:
    """Return a name for this code and this Python: two clones may use one rehearsal."""
    return f"{zlib.crc32(os.fsencode(f'{_PACKAGE} {sys.prefix}')):08x}"


def _connect(link: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(PATIENCE_SECONDS)
        # The kernel limits the path of a socket to 107 bytes: a rehearsal's folder may be longer.
        connection.connect(os.readlink(link))  # noqa: PTH115 - Path.readlink imports nothing, but makes a Path
    except OSError:
        connection.close()
        raise
    return connection


@contextmanager
def _one_at_a_time(link: Path) -> Iterator[None]:
    descriptor = os.open(link.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _start(link: Path) -> None:
    """Start a fork server, in a session of its own, and wait until it listens; raise OSError."""
    import subprocess

    names = [name for name in os.environ if name in _KEPT_VARIABLES or name.startswith("PYTHON")]
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "rehearsal.provider.fork_server", str(link)],
        env={name: os.environ[name] for name in names},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        listens = process.stdout.read(1)
        # It goes on; leaving the block must not wait for it.
        process.returncode = 0
    if not listens:
        raise OSError("the fork server did not start")


def _exit_code(connection: socket.socket, terraform: int) -> int:
    """Wait for the fork; end it in order after SIGTERM, and at once when Terraform is gone."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: connection.shutdown(socket.SHUT_WR))
    connection.settimeout(_SECONDS_BETWEEN_LOOKS_AT_PARENT)
    while os.getppid() == terraform:
        try:
            code = connection.recv(1)
        except TimeoutError:
            continue
        except OSError:
            break
        return code[0] if code else 1
    return 1


def _ask(connection: socket.socket, provider: str) -> None:
    mask = os.umask(0o077)
    os.umask(mask)
    variables = [b"%s=%s" % item for item in os.environb.items()]
    request = b"\0".join([provider.encode(), bytes(Path.cwd()), str(mask).encode(), *variables])
    length = len(request).to_bytes(LENGTH_BYTES, "big")
    socket.send_fds(connection, [length], [0, 1, 2])
    connection.sendall(request)
