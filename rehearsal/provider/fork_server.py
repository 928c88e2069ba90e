"""The fork server of a rehearsal: `python -m rehearsal.provider.fork_server LINK`.

It imports once what a provider needs and forks for each provider that Terraform starts. It ends by itself
when it has served nothing for some seconds, and when the code on the disk is no longer what it has imported.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from rehearsal.provider.fork_client import ENDED, FORKED, LENGTH_BYTES, PATIENCE_SECONDS, STOP
from rehearsal.provider.serve import serve, socket_folder

_IDLE_SECONDS = 5.0
_LOOK_SECONDS = 0.5
_GRACE_SECONDS = 1.0
_STREAMS = 3
_WAITING_CONNECTIONS = 64
_PACKAGES = ("rehearsal", "ops", "contract", "environments")


@dataclass(frozen=True, kw_only=True)
class ProviderRequest:
    """What a provider's process hands over."""

    provider: str
    folder: str
    mask: int
    variables: dict[bytes, bytes]
    streams: tuple[int, ...]


def main() -> int:
    """Serve until nothing is asked for any more."""
    link = Path(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    loaded = _sources()
    # Objects of before the fork are then not looked at, and their memory stays shared.
    gc.freeze()
    with _listening(link) as listener:
        _say_ready()
        idle = 0.0
        forks: set[int] = set()
        while idle < _IDLE_SECONDS:
            ready, _, _ = select.select([listener], [], [], _LOOK_SECONDS)
            forks -= _ended(forks)
            idle = 0.0 if ready or forks else idle + _LOOK_SECONDS
            if ready:
                fork = _answer(listener, loaded)
                if fork is None:
                    break
                forks |= fork
    return 0


def _answer(listener: socket.socket, loaded: dict[str, tuple[int, int]]) -> set[int] | None:
    """Answer one request; return the process that serves it, none for a broken one, or None to end."""
    connection, _ = listener.accept()
    with closing(connection), suppress(OSError):
        connection.settimeout(PATIENCE_SECONDS)
        try:
            request = _received(connection)
        except ValueError:
            return set()
        try:
            if request.provider == STOP:
                # The end of this process closes it: who asked for the end waits for that.
                connection.detach()
                return None
            if _sources() != loaded:
                # No longer there before the answer: the next one is started at once.
                listener.close()
                connection.sendall(ENDED)
                return None
            fork = os.fork()
            if fork == 0:
                listener.close()
                _serve(request, connection)
            return {fork}
        finally:
            for stream in request.streams:
                os.close(stream)
    return set()


def _received(connection: socket.socket) -> ProviderRequest:
    """Return a request; raise OSError or ValueError for what is none."""
    length, streams, _, _ = socket.recv_fds(connection, LENGTH_BYTES, _STREAMS)
    try:
        with connection.makefile("rb") as reader:
            content = reader.read(int.from_bytes(length, "big"))
        provider, folder, mask, *variables = content.split(b"\0")
        return ProviderRequest(
            provider=provider.decode(),
            folder=os.fsdecode(folder),
            mask=int(mask),
            variables=dict(_pair(variable) for variable in variables),
            streams=tuple(streams),
        )
    except BaseException:
        for stream in streams:
            os.close(stream)
        raise


def _pair(variable: bytes) -> tuple[bytes, bytes]:
    name, _, value = variable.partition(b"=")
    return name, value


def _serve(request: ProviderRequest, connection: socket.socket) -> NoReturn:
    """Become the provider's process: its streams, folder and environment; serve; leave without clean-up."""
    code = 1
    try:
        for number, stream in enumerate(request.streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(request.folder)
        os.umask(request.mask)
        os.environb.clear()
        os.environb.update(request.variables)
        tempfile.tempdir = None
        connection.settimeout(None)
        connection.sendall(FORKED)
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
        code = serve(request.provider, gone=lambda: False)
        connection.sendall(bytes([code]))
    finally:
        os._exit(code)


def _end_with(connection: socket.socket) -> None:
    """End this process when the one that Terraform started has ended: Terraform may have killed it."""
    with suppress(OSError):
        connection.recv(1)
    # In order, so that the folder of the socket is removed; at the latest after a moment.
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)


def _ended(forks: set[int]) -> set[int]:
    return {fork for fork in forks if os.waitpid(fork, os.WNOHANG)[0]}


def _sources() -> dict[str, tuple[int, int]]:
    """Return the time and the size of each file of this repository that is imported; none of a lost file."""
    found = {}
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if path and name.partition(".")[0] in _PACKAGES:
            try:
                status = os.stat(path)  # noqa: PTH116 - for each provider: no Path is made
                found[path] = (status.st_mtime_ns, status.st_size)
            except OSError:
                found[path] = (0, 0)
    return found


@contextmanager
def _listening(link: Path) -> Iterator[socket.socket]:
    """Yield a socket in a folder of its own, and the link to it that providers follow."""
    with socket_folder() as folder, socket.socket(socket.AF_UNIX) as listener:
        address = f"{folder}/fork-server"
        listener.bind(address)
        listener.listen(_WAITING_CONNECTIONS)
        fresh = link.with_suffix(f".{os.getpid()}")
        fresh.symlink_to(address)
        fresh.replace(link)
        try:
            yield listener
        finally:
            with suppress(OSError):
                if str(link.readlink()) == address:
                    link.unlink()


def _say_ready() -> None:
    """Tell the process that started this one, and let go of its pipe."""
    os.write(1, b"1")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.close(nothing)


if __name__ == "__main__":
    sys.exit(main())
