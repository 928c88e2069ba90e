"""The logins and their rights, made by an administrator who is no superuser, as on Azure."""

import asyncio
import re
import secrets as random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from tests.postgresql import PASSWORD, USER
from todo_backend import access
from todo_backend.access import grant, retire
from todo_backend.migrate import migrate
from todo_backend.roles import RETIREMENT_MINUTES
from todo_backend.settings import MigrationSettings

ADMINISTRATOR = "server_admin"
DATABASE = "shop"
PARTS = ("backend", "sidecar", "frontend")
DENIED = asyncpg.InsufficientPrivilegeError


@dataclass(frozen=True, kw_only=True)
class Server:
    """A database of an administrator, and the folder of its secrets."""

    folder: Path
    port: int
    host: str
    password: str

    @property
    def settings(self) -> MigrationSettings:
        return MigrationSettings(secrets_directory=self.folder, migration_wait_seconds=10)

    def url(self, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{DATABASE}?sslmode=disable"

    def use(self, number: int, *, passwords: Mapping[str, str]) -> dict[str, str]:
        """Write the logins of a rotation, as the stacks do; return their URLs."""
        urls = {part: self.url(f"todo_{part}_r{number}", passwords[part]) for part in PARTS}
        for part, url in urls.items():
            (self.folder / "database-logins" / f"{part.upper()}_DATABASE_URL").write_text(url)
        return urls

    async def administrator(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.url(ADMINISTRATOR, self.password))

    async def names(self) -> set[str]:
        connection = await self.administrator()
        rows = await connection.fetch("SELECT rolname FROM pg_roles WHERE rolname LIKE 'todo\\_%'")
        await connection.close()
        return {row["rolname"] for row in rows}


def passwords() -> dict[str, str]:
    return {part: random.token_hex(32) for part in PARTS}


@pytest.fixture
async def server(tmp_path: Path, postgresql_port: int) -> AsyncIterator[Server]:
    """Yield a database that belongs to nobody's superuser.

    As on Azure, the schema `public` belongs to a group of the administrator, and everybody may create
    tables in it. It does not go through PgBouncer, whose list of users has none of these.
    """
    superuser = await asyncpg.connect(f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{postgresql_port}/postgres")
    password = random.token_hex(16)
    await superuser.execute("CREATE ROLE azure_pg_admin NOLOGIN CREATEROLE CREATEDB")
    await superuser.execute(
        f"CREATE ROLE {ADMINISTRATOR} LOGIN NOSUPERUSER CREATEROLE CREATEDB PASSWORD '{password}'"
        " IN ROLE azure_pg_admin"
    )
    await superuser.execute(f"CREATE DATABASE {DATABASE} OWNER azure_pg_admin")
    inside = await asyncpg.connect(
        f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{postgresql_port}/{DATABASE}?sslmode=disable"
    )
    await inside.execute(
        "ALTER SCHEMA public OWNER TO azure_pg_admin; GRANT CREATE ON SCHEMA public TO PUBLIC"
    )
    await inside.close()
    for folder in ("database-credentials", "database-logins"):
        (tmp_path / folder).mkdir()
    made = Server(folder=tmp_path, port=postgresql_port, host="127.0.0.1", password=password)
    (tmp_path / "database-credentials" / "DATABASE_URL").write_text(made.url(ADMINISTRATOR, password))
    try:
        yield made
    finally:
        await superuser.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        roles = await superuser.fetch(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'todo\\_%' OR rolname LIKE 'shop\\_%'"
        )
        for row in roles:
            await superuser.execute(f'DROP ROLE "{row["rolname"]}"')
        await superuser.execute(f"DROP ROLE {ADMINISTRATOR}")
        await superuser.execute("DROP ROLE azure_pg_admin")
        await superuser.close()


async def released(server: Server) -> dict[str, str]:
    """Release on an empty server: access, the backend's tables, the frontend's tables."""
    urls = server.use(1, passwords=passwords())
    await grant(server.settings)
    await migrate(server.settings)
    administrator = await server.administrator()
    await administrator.execute(
        'CREATE TABLE auth.account (id text, password text); CREATE TABLE auth."user" (id text)'
    )
    await administrator.close()
    return urls


MATRIX = {
    "SELECT id FROM tasks": {"backend"},
    "INSERT INTO outbox_events (shard, partition_key, envelope) VALUES (1, 'k', '{}')": {"backend"},
    "UPDATE tasks SET title = 'x'": {"backend"},
    "DELETE FROM dead_letters": {"backend"},
    "SELECT shard FROM outbox_shards FOR UPDATE SKIP LOCKED": {"backend"},
    "SELECT pg_advisory_xact_lock(1)": set(PARTS),
    "TRUNCATE tasks": set(),
    "DROP TABLE tasks": set(),
    "ALTER TABLE tasks ADD COLUMN x int": set(),
    "CREATE INDEX ON tasks (title)": set(),
    "CREATE TABLE public.mine (id int)": set(),
    "CREATE SCHEMA mine": set(),
    "CREATE ROLE mine": set(),
    "SELECT version_num FROM alembic_version": set(),
    "UPDATE alembic_version SET version_num = 'x'": set(),
    "SELECT password FROM auth.account": {"frontend"},
    "INSERT INTO auth.account VALUES ('a', 'b')": {"frontend"},
    "DROP TABLE auth.account": set(),
    "CREATE TABLE auth.mine (id int)": set(),
    "CREATE TABLE dapr.dapr_state (key text)": {"sidecar"},
    "SET ROLE azure_pg_admin": set(),
    "SET ROLE server_admin": set(),
    "SELECT rolpassword FROM pg_authid": set(),
    "SELECT pg_read_file('/etc/passwd')": set(),
}


async def test_each_part_may_do_what_the_matrix_says_and_nothing_else(server: Server) -> None:
    urls = await released(server)
    allowed = {statement: set[str]() for statement in MATRIX}
    for part, url in urls.items():
        connection = await asyncpg.connect(url)
        for statement, parts in allowed.items():
            transaction = connection.transaction()
            await transaction.start()
            try:
                await connection.execute(statement)
                parts.add(part)
            except DENIED:
                pass
            finally:
                await transaction.rollback()
        await connection.close()
    assert allowed == MATRIX


async def test_without_the_grants_public_would_let_everybody_create_tables(server: Server) -> None:
    """The control of the matrix: the server is as open as Azure's before the first release."""
    administrator = await server.administrator()
    await administrator.execute("CREATE ROLE todo_nobody LOGIN PASSWORD 'a-password-of-nobody'")
    nobody = await asyncpg.connect(server.url("todo_nobody", "a-password-of-nobody"))
    await nobody.execute("CREATE TABLE public.mine (id int); DROP TABLE public.mine")
    await grant_with_new_logins(server, 1)
    with pytest.raises(DENIED):
        await nobody.execute("CREATE TABLE public.mine (id int)")
    await nobody.close()
    await administrator.close()


async def grant_with_new_logins(server: Server, number: int) -> dict[str, str]:
    urls = server.use(number, passwords=passwords())
    await grant(server.settings)
    return urls


async def test_a_rotation_leaves_the_login_before_it_valid_until_it_is_retired(server: Server) -> None:
    before = await released(server)
    after = await grant_with_new_logins(server, 2)
    for url in (*before.values(), *after.values()):
        await (await asyncpg.connect(url)).close()
    await retire(server.settings)
    administrator = await server.administrator()
    minutes = await administrator.fetch(
        "SELECT rolname, extract(epoch FROM rolvaliduntil - now()) / 60 AS left FROM pg_roles"
        " WHERE rolname LIKE 'todo\\_%\\_r1'"
    )
    assert len(minutes) == len(PARTS)
    assert all(RETIREMENT_MINUTES - 1 < row["left"] <= RETIREMENT_MINUTES for row in minutes)
    for url in before.values():
        await (await asyncpg.connect(url)).close()
    # The five minutes, without waiting for them.
    for row in minutes:
        await administrator.execute(f"ALTER ROLE {row['rolname']} VALID UNTIL '2026-01-01'")
    for url in before.values():
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(url)
    await grant(server.settings)
    assert await server.names() == {f"todo_{part}_r2" for part in PARTS}
    await administrator.close()


async def test_a_rollback_to_the_login_before_makes_it_valid_again(server: Server) -> None:
    first = passwords()
    server.use(1, passwords=first)
    await grant(server.settings)
    await grant_with_new_logins(server, 2)
    await retire(server.settings)
    administrator = await server.administrator()
    await administrator.execute("ALTER ROLE todo_backend_r1 VALID UNTIL '2026-01-01'")
    await administrator.close()
    urls = server.use(1, passwords=first)
    await grant(server.settings)
    for url in urls.values():
        await (await asyncpg.connect(url)).close()


async def test_an_interrupted_rotation_is_repeated_and_changes_nothing_that_works(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await released(server)

    async def interrupt(*_: object, **__: object) -> None:
        raise RuntimeError("the node went away")

    monkeypatch.setattr(access, "drop_expired", interrupt)
    after = server.use(2, passwords=passwords())
    with pytest.raises(RuntimeError, match="went away"):
        await grant(server.settings)
    monkeypatch.undo()
    assert await server.names() == {f"todo_{part}_r1" for part in PARTS}
    await grant(server.settings)
    await grant(server.settings)
    for url in (*before.values(), *after.values()):
        await (await asyncpg.connect(url)).close()


async def test_a_running_installation_gets_its_rights_to_the_tables_that_are_there(server: Server) -> None:
    await migrate(server.settings)
    administrator = await server.administrator()
    await administrator.execute("CREATE SCHEMA auth; CREATE TABLE auth.account (id text)")
    await administrator.close()
    urls = await grant_with_new_logins(server, 1)
    for part, statement in (("backend", "SELECT FROM tasks"), ("frontend", "SELECT FROM auth.account")):
        connection = await asyncpg.connect(urls[part])
        await connection.execute(statement)
        await connection.close()


async def test_what_a_sidecar_creates_belongs_to_its_group_so_that_the_next_login_uses_it(
    server: Server,
) -> None:
    before = await released(server)
    sidecar = await asyncpg.connect(before["sidecar"])
    await sidecar.execute("CREATE TABLE dapr.dapr_state (key text)")
    await sidecar.close()
    after = await grant_with_new_logins(server, 2)
    sidecar = await asyncpg.connect(after["sidecar"])
    await sidecar.execute("CREATE TABLE IF NOT EXISTS dapr.dapr_state (key text)")
    await sidecar.execute("ALTER TABLE dapr.dapr_state ADD COLUMN value text")
    await sidecar.close()
    administrator = await server.administrator()
    await administrator.execute("ALTER ROLE todo_sidecar_r1 VALID UNTIL '2026-01-01'")
    await grant(server.settings)
    assert "todo_sidecar_r1" not in await server.names()
    await administrator.close()


async def test_logins_of_people_and_of_another_database_are_left_alone(server: Server) -> None:
    await released(server)
    administrator = await server.administrator()
    await administrator.execute("CREATE ROLE todo_analyst LOGIN IN ROLE shop_backend")
    await administrator.execute("CREATE ROLE todo_backend_r9 LOGIN VALID UNTIL '2026-01-01'")
    await grant_with_new_logins(server, 2)
    await retire(server.settings)
    assert {"todo_analyst", "todo_backend_r9"} <= await server.names()
    assert (
        await administrator.fetchval("SELECT rolvaliduntil FROM pg_roles WHERE rolname = 'todo_analyst'")
        is None
    )
    await administrator.close()


async def test_no_password_reaches_the_servers_statements(server: Server) -> None:
    urls = await released(server)
    superuser = await asyncpg.connect(f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{server.port}/{DATABASE}")
    stored = await superuser.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = 'todo_backend_r1'")
    await superuser.close()
    password = re.findall(r":([0-9a-f]{64})@", urls["backend"])[0]
    assert stored.startswith("SCRAM-SHA-256$4096:")
    assert password not in stored


def write_secrets(folder: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(folder))
    monkeypatch.setattr("sys.argv", ["access", step])


async def test_an_administrator_without_createrole_gets_one_line_that_says_what_to_do(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    superuser = await asyncpg.connect(f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{server.port}/{DATABASE}")
    await superuser.execute(f"ALTER ROLE {ADMINISTRATOR} NOCREATEROLE")
    await superuser.close()
    server.use(1, passwords=passwords())
    write_secrets(server.folder, monkeypatch, "grant")
    caught = await _main_in_a_thread()
    assert caught == 1
    line = capsys.readouterr().out.splitlines()[-1]
    assert "database.separate_logins" in line


async def test_a_login_that_retire_would_not_find_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.use(1, passwords=passwords())
    key = server.folder / "database-logins" / "FRONTEND_DATABASE_URL"
    key.write_text(server.url("somebody", "a-secret-password"))
    write_secrets(server.folder, monkeypatch, "grant")
    assert await _main_in_a_thread() == 1
    output = capsys.readouterr().out
    assert "FRONTEND_DATABASE_URL must name a login todo_frontend_r<number>" in output
    assert "a-secret-password" not in output


async def _main_in_a_thread() -> int:
    """Run the command in a thread, because it starts an event loop."""

    def run() -> int:
        try:
            access.main()
        except SystemExit as ended:
            return int(str(ended.code))
        return 0

    return await asyncio.to_thread(run)
