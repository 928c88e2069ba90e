"""DATABASE_URL: its translation, its rotation, and what its errors must not say."""

import json
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.postgresql import PASSWORD, USER
from todo_backend.database import Database, DatabaseUrlError, connection_arguments, open_database
from todo_backend.secret_source import SecretMissingError, SecretSource

#: The cases that every reader of DATABASE_URL is tested with.
CASES = json.loads((Path(__file__).parents[2] / "database-urls.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["url"])
def test_a_url_is_read_as_the_other_readers_do(case: dict[str, str | int]) -> None:
    arguments = connection_arguments(str(case["url"]))
    expected = {name: value for name, value in case.items() if name != "url"}
    assert {name: arguments[name] for name in expected} == expected


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_a_url_that_other_readers_read_differently_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(DatabaseUrlError, match="read differently") as caught:
        connection_arguments(case["url"])
    assert "hunter2" not in str(caught.value)


def test_the_libpq_form_is_translated() -> None:
    arguments = connection_arguments(
        "postgresql://todo:p%40ss@db.example.com:6432/todo?sslmode=require&channel_binding=require&connect_timeout=3"
    )
    assert arguments == {
        "host": "db.example.com",
        "port": 6432,
        "user": "todo",
        "password": "p@ss",
        "database": "todo",
        "ssl": "require",
        "timeout": 3.0,
    }


def test_verify_full_checks_the_host_against_the_systems_authorities() -> None:
    context = connection_arguments("postgres://u:p@h/d?sslmode=verify-full")["ssl"]
    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("hunter2", "must look like"),
        ("mysql://u:hunter2@h/d", "must start with postgresql://"),
        ("postgresql+asyncpg://u:hunter2@h/d", "must start with postgresql://"),
        ("postgresql://u:hunter2@h", "must name a host and a database"),
        ("postgresql://u:hunter2@h:port/d", "must look like"),
        ("postgresql://u:hunter2@h/d?sslmode=maybe", "unknown sslmode"),
        ("postgresql://u:hunter2@h/d?connect_timeout=soon", "connect_timeout"),
    ],
)
def test_a_wrong_url_is_explained_without_being_shown(url: str, words: str) -> None:
    with pytest.raises(DatabaseUrlError, match=words) as caught:
        connection_arguments(url)
    assert "hunter2" not in str(caught.value)


def test_a_file_wins_over_the_environment(tmp_path: Path) -> None:
    secrets = SecretSource(tmp_path, {"KEY": "from environment"})
    assert secrets.read("KEY") == "from environment"
    (tmp_path / "some-secret").mkdir()
    (tmp_path / "some-secret" / "KEY").write_text("from file\n")
    assert secrets.read("KEY") == "from file"


def test_a_missing_secret_is_named_with_both_places(tmp_path: Path) -> None:
    with pytest.raises(SecretMissingError, match=r"secret KEY is missing: mount it as .*/KEY, or set \$KEY"):
        SecretSource(tmp_path, {"KEY": ""}).read("KEY")


class TestRotation:
    @pytest.fixture
    def secrets(self, tmp_path: Path, postgresql_port: int) -> SecretSource:
        (tmp_path / "database-credentials").mkdir()
        self.write(tmp_path, postgresql_port, "before")
        return SecretSource(tmp_path, {})

    @staticmethod
    def write(directory: Path, port: int, password: str) -> None:
        url = f"postgresql://rotating:{password}@127.0.0.1:{port}/postgres?sslmode=disable"
        (directory / "database-credentials" / "DATABASE_URL").write_text(url)

    @pytest.fixture
    async def admin(self, database: Database) -> AsyncIterator[Database]:
        async with database.transaction() as session:
            await session.execute(text("CREATE ROLE rotating LOGIN PASSWORD 'before'"))
        yield database
        async with database.transaction() as session:
            await session.execute(text("DROP ROLE rotating"))

    async def test_new_connections_use_the_new_password_without_a_restart(
        self, admin: Database, secrets: SecretSource, postgresql_port: int
    ) -> None:
        rotating = open_database(secrets)
        await rotating.probe()
        async with admin.transaction() as session:
            await session.execute(text("ALTER ROLE rotating PASSWORD 'after'"))
            await session.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rotating'")
            )
        with pytest.raises(Exception, match="password authentication failed"):
            await rotating.probe()
        self.write(secrets.directory, postgresql_port, "after")
        await rotating.probe()
        await rotating.close()


async def test_errors_do_not_quote_what_people_wrote(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with database.transaction() as session:
            await session.execute(text("SELECT CAST(1/0 AS text) || :title"), {"title": "my secret title"})
    assert "my secret title" not in str(caught.value)
    assert USER not in str(caught.value)
    assert PASSWORD not in str(caught.value)
