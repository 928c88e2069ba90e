"""A PostgreSQL of the tests' own, from the binaries on the PATH."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER = "todo"
PASSWORD = "first-password"
_OPTIONS = ["-h", "127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: become its own user then."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def running_postgresql() -> Iterator[int]:
    """A server on loopback with the role `todo`; yields its port and removes it afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="todo-postgresql-"))
    identity = _unprivileged()
    if identity:
        os.chown(directory, identity["user"], identity["group"])
    password_file = directory / "password"
    password_file.write_text(PASSWORD)
    password_file.chmod(0o644)
    port = free_port()
    data = directory / "data"
    try:
        subprocess.run(
            ["initdb", "-D", str(data), "-U", USER, "-A", "scram-sha-256", f"--pwfile={password_file}"],
            check=True,
            capture_output=True,
            cwd=directory,
            **identity,
        )
        with subprocess.Popen(
            ["postgres", "-D", str(data), "-p", str(port), "-k", str(directory), *_OPTIONS],
            stderr=subprocess.DEVNULL,
            cwd=directory,
            **identity,
        ) as server:
            try:
                _wait(port)
                yield port
            finally:
                server.terminate()
                server.wait(timeout=20)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _wait(port: int) -> None:
    for _ in range(100):
        answer = subprocess.run(["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False)
        if answer.returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError("PostgreSQL did not start")
