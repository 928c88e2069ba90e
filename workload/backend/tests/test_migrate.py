"""The schema: the same as the models say, and safe to make by many at once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from tests.postgresql import PASSWORD, USER
from todo_backend import migrate as migration
from todo_backend.database import Database
from todo_backend.migrate import migrate
from todo_backend.settings import MigrationSettings
from todo_backend.tables import Base


@pytest.fixture
async def empty(tmp_path: Path, postgresql_port: int, database_port: int) -> AsyncIterator[MigrationSettings]:
    """A database without tables."""
    server = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{postgresql_port}"
    admin = await asyncpg.connect(f"{server}/postgres")
    await admin.execute("CREATE DATABASE fresh")
    (tmp_path / "database-credentials").mkdir()
    (tmp_path / "database-credentials" / "DATABASE_URL").write_text(
        f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{database_port}/fresh?sslmode=disable"
    )
    yield MigrationSettings(secrets_directory=tmp_path)
    await admin.execute("DROP DATABASE fresh WITH (FORCE)")
    await admin.close()


async def test_five_replicas_that_start_together_make_one_schema(empty: MigrationSettings) -> None:
    await asyncio.gather(*(migrate(empty) for _ in range(5)))
    url = (empty.secrets_directory / "database-credentials" / "DATABASE_URL").read_text()
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT count(*) FROM outbox_shards") == 16
    assert await connection.fetchval("SELECT count(*) FROM alembic_version") == 1
    await connection.close()


async def test_a_rollback_finds_nothing_to_do_on_the_schema_of_a_later_release(
    empty: MigrationSettings,
) -> None:
    await migrate(empty)
    url = (empty.secrets_directory / "database-credentials" / "DATABASE_URL").read_text()
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE alembic_version SET version_num = 'of_a_later_release'")
    await migrate(empty)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == "of_a_later_release"
    await connection.close()


async def test_a_migration_that_fails_leaves_nothing_behind(
    empty: MigrationSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = migration._upgrade

    def fail_at_the_end(connection: Connection, revision: str) -> None:
        upgrade(connection, revision)
        connection.execute(text("SELECT 1/0"))

    monkeypatch.setattr(migration, "_upgrade", fail_at_the_end)
    with pytest.raises(Exception, match="division by zero"):
        await migrate(empty)
    url = (empty.secrets_directory / "database-credentials" / "DATABASE_URL").read_text()
    connection = await asyncpg.connect(url)
    tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    assert tables == 0
    await connection.close()


async def test_a_rollback_finds_a_newer_schema_and_leaves_it_alone(empty: MigrationSettings) -> None:
    await migrate(empty)
    url = (empty.secrets_directory / "database-credentials" / "DATABASE_URL").read_text()
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE alembic_version SET version_num = 'of a later release'")
    await migrate(empty)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == "of a later release"
    await connection.close()


async def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_database_that_never_answers_is_waited_for_and_given_up(tmp_path: Path) -> None:
    (tmp_path / "database-credentials").mkdir()
    (tmp_path / "database-credentials" / "DATABASE_URL").write_text("postgresql://u:p@127.0.0.1:1/d")
    with pytest.raises(TimeoutError):
        await migrate(MigrationSettings(secrets_directory=tmp_path, migration_wait_seconds=0.2))


def test_without_a_secret_the_command_fails_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(SystemExit) as caught:
        migration.main()
    assert caught.value.code == 1
    [line] = capsys.readouterr().out.splitlines()
    assert "secret DATABASE_URL is missing" in line
