"""A real PostgreSQL, stand-ins for the rest, and the application between them."""

import io
import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import text

from tests.neighbours import AUDIENCE, ISSUER, Neighbours, running_neighbours
from tests.pgbouncer import running_pgbouncer
from tests.postgresql import PASSWORD, USER, running_postgresql
from todo_backend.application import create_app
from todo_backend.database import Database, open_database
from todo_backend.log_schema import configure_logging
from todo_backend.migrate import migrate
from todo_backend.resources import Resources
from todo_backend.secret_source import SecretSource
from todo_backend.settings import MigrationSettings, Settings


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """Logging as in production, to nowhere; a test that sets it up anew does so for itself alone."""
    before = logging.getLogger().handlers
    configure_logging("INFO", stream=io.StringIO())
    yield
    logging.getLogger().handlers = before


@pytest.fixture(scope="session")
def postgresql_port() -> Iterator[int]:
    with running_postgresql() as port:
        yield port


@pytest.fixture(scope="session")
def database_port(postgresql_port: int) -> Iterator[int]:
    """What the application connects to: PostgreSQL, or in front of it the PgBouncer that $PGBOUNCER names."""
    program = os.environ.get("PGBOUNCER")
    if not program:
        yield postgresql_port
        return
    with running_pgbouncer(program, server=postgresql_port) as port:
        yield port


@pytest.fixture(scope="session")
def secrets_directory(database_port: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("secrets")
    (directory / "database-credentials").mkdir()
    url = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{database_port}/postgres?sslmode=disable"
    (directory / "database-credentials" / "DATABASE_URL").write_text(url + "\n")
    return directory


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated(secrets_directory: Path) -> Path:
    await migrate(MigrationSettings(secrets_directory=secrets_directory))
    return secrets_directory


@pytest_asyncio.fixture(loop_scope="session")
async def database(migrated: Path) -> AsyncIterator[Database]:
    """The database, emptied."""
    database = open_database(SecretSource(migrated, {}), pool_size=10)
    async with database.transaction() as session:
        await session.execute(text("TRUNCATE tasks, task_series, outbox_events, dead_letters"))
    yield database
    await database.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running() -> AsyncIterator[Neighbours]:
    async with running_neighbours() as neighbours:
        yield neighbours


@pytest.fixture
def neighbours(running: Neighbours) -> Neighbours:
    running.reset()
    return running


@pytest.fixture
def settings(migrated: Path, neighbours: Neighbours) -> Settings:
    return Settings.model_validate(
        {
            "secrets_directory": migrated,
            "auth_jwks_url": f"{neighbours.url}/api/auth/jwks",
            "auth_issuer": ISSUER,
            "auth_audience": AUDIENCE,
            "dapr_http_port": neighbours.port,
            "openai_base_url": f"{neighbours.url}/v1",
            "cors_allowed_origins": ["https://todo.example.com"],
            "outbox_poll_seconds": 0.1,
        }
    )


@pytest_asyncio.fixture(loop_scope="session")
async def app(settings: Settings, database: Database) -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def shared(app: FastAPI) -> Resources:
    resources: Resources = app.state.resources
    return resources


def client_of(app: FastAPI, *, token: str | None = None, address: str = "127.0.0.1") -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=(address, 40000)),
        base_url="http://backend",
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )


@pytest_asyncio.fixture(loop_scope="session")
async def ana(app: FastAPI, neighbours: Neighbours) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in user."""
    async with client_of(app, token=neighbours.keys[0].token("ana")) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def ben(app: FastAPI, neighbours: Neighbours) -> AsyncIterator[httpx.AsyncClient]:
    """Another one."""
    async with client_of(app, token=neighbours.keys[0].token("ben")) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def anyone(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody in particular; also the sidecar, which calls from loopback."""
    async with client_of(app) as client:
        yield client
