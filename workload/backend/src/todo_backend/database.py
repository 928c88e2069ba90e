"""The database: a bounded pool whose connections are made with the password of the moment."""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from todo_backend.secret_source import SecretSource

_CONNECT_TIMEOUT_SECONDS = 5.0
_IDLE_IN_TRANSACTION_SECONDS = 60
# New logins must meet a rotated password even when nothing fails, or the old one could never be retired.
_CONNECTION_LIFETIME_SECONDS = 240


class DatabaseUrlError(ValueError):
    """DATABASE_URL is not a libpq URL that can be used. The message never holds the URL."""


def connection_arguments(database_url: str) -> dict[str, Any]:
    """Translate a libpq URL (`postgresql://user:pw@host:5432/db?sslmode=require`) for asyncpg.

    Dapr takes the libpq form as it is, so one secret serves both. asyncpg would hand parameters that it
    does not know (`channel_binding`, `connect_timeout`) to the server, which refuses them.

    Raises:
        DatabaseUrlError: not a PostgreSQL URL, no host or database, or an unknown `sslmode`.
    """
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError(
            "DATABASE_URL must look like postgresql://user:password@host/database"
        ) from None
    if url.drivername not in {"postgres", "postgresql"}:
        raise DatabaseUrlError("DATABASE_URL must start with postgresql:// (no driver in its name)")
    host = url.host or _query(url, "host")
    if not host or not url.database:
        raise DatabaseUrlError("DATABASE_URL must name a host and a database")
    arguments: dict[str, Any] = {
        "host": host,
        "port": url.port or 5432,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        "ssl": _ssl(url),
        "timeout": _connect_timeout(url),
    }
    return {name: value for name, value in arguments.items() if value is not None}


def _query(url: URL, name: str) -> str | None:
    value = url.query.get(name)
    return value if isinstance(value, str) else None


def _connect_timeout(url: URL) -> float:
    try:
        return float(_query(url, "connect_timeout") or _CONNECT_TIMEOUT_SECONDS)
    except ValueError:
        raise DatabaseUrlError("DATABASE_URL has a connect_timeout that is not a number of seconds") from None


def _ssl(url: URL) -> str | ssl.SSLContext:
    mode = _query(url, "sslmode") or "prefer"
    if mode in {"disable", "allow", "prefer", "require"}:
        return mode
    if mode in {"verify-ca", "verify-full"}:
        authorities = _query(url, "sslrootcert")
        context = ssl.create_default_context(cafile=None if authorities in {None, "system"} else authorities)
        context.check_hostname = mode == "verify-full"
        return context
    raise DatabaseUrlError("DATABASE_URL has an unknown sslmode; use require or verify-full")


@dataclass(frozen=True)
class Database:
    """Sessions for the work, and one connection kept apart for probes.

    With a shared pool a busy process would fail its own readiness probe and hand its load to its neighbours.
    """

    engine: AsyncEngine
    probe_engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    readers: async_sessionmaker[AsyncSession]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: committed at the end, rolled back on an exception."""
        async with self.sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for a single query, which needs no transaction around it (nor two more round trips)."""
        async with self.readers() as session:
            yield session

    async def probe(self) -> None:
        """Ask the database for one row; raises what the driver raises."""
        async with self.probe_engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        await self.probe_engine.dispose()


def connector(secrets: SecretSource, *, statement_timeout_seconds: float) -> Callable[..., Any]:
    """A coroutine function that opens a connection with the DATABASE_URL of this moment."""

    async def connect(*_args: Any, **_kwargs: Any) -> Any:
        return await asyncpg.connect(
            **connection_arguments(secrets.read("DATABASE_URL")),
            server_settings={
                "application_name": "todo-backend",
                "statement_timeout": str(int(statement_timeout_seconds * 1000)),
                "idle_in_transaction_session_timeout": str(_IDLE_IN_TRANSACTION_SECONDS * 1000),
            },
        )

    return connect


def open_database(
    secrets: SecretSource,
    *,
    pool_size: int = 2,
    pool_timeout_seconds: float = 5,
    statement_timeout_seconds: float = 10,
) -> Database:
    """Engines over DATABASE_URL; nothing connects until the first use."""
    connect = connector(secrets, statement_timeout_seconds=statement_timeout_seconds)

    def engine(size: int, *, ask_first: bool) -> AsyncEngine:
        return create_async_engine(
            "postgresql+asyncpg://",
            async_creator=connect,
            pool_size=size,
            max_overflow=0,
            pool_timeout=pool_timeout_seconds,
            pool_recycle=_CONNECTION_LIFETIME_SECONDS,
            pool_pre_ping=ask_first,
            # Titles and descriptions are people's own words: they stay out of errors and logs.
            hide_parameters=True,
        )

    # Asking before each use costs three round trips. Without it, the first requests after a restart of the
    # database are answered with 503, and that renews the whole pool.
    work = engine(pool_size, ask_first=False)
    return Database(
        engine=work,
        probe_engine=engine(1, ask_first=True),
        sessions=async_sessionmaker(work, expire_on_commit=False),
        readers=async_sessionmaker(work.execution_options(isolation_level="AUTOCOMMIT")),
    )
