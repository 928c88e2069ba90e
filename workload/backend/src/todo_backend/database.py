"""The database: a bounded pool whose connections are made with the password of the moment.

Everything here works through a pooler that gives a connection to each transaction (PgBouncer, which Azure
offers on larger servers): no settings of a session, no named statements, no statement outside a transaction.
"""

import asyncio
import math
import re
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

import asyncpg
import structlog
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from todo_backend.secret_source import SecretSource

_CONNECT_TIMEOUT_SECONDS = 5.0
_RETRY_SECONDS = 1.0
_ANSWER_SECONDS = 5.0
_IDLE_IN_TRANSACTION_SECONDS = 60
# As long as a statement may take.
_RECENT_SECONDS = 10
# New logins must meet a rotated password even when nothing fails, or the old one could never be retired.
_CONNECTION_LIFETIME_SECONDS = 240
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_AUTHORITY = re.compile(r"[^:/?#@]*://[^/?#@]*@?[^/?#@]*")
_log = structlog.stdlib.get_logger(__name__)

#: What the driver raises while there is no connection: the server or its pooler is full or restarting.
UNAVAILABLE = (
    OSError,
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    # PgBouncer, too, refuses with an error of this class.
    asyncpg.PostgresConnectionError,
)


class DatabaseUrlError(ValueError):
    """DATABASE_URL is not a libpq URL that can be used. The message never holds the URL."""


def connection_arguments(database_url: str) -> dict[str, Any]:
    """Translate a libpq URL (`postgresql://user:pw@host:5432/db?sslmode=require`) for asyncpg.

    Dapr takes the libpq form as it is, so one secret serves both. asyncpg would hand parameters that it
    does not know (`channel_binding`, `connect_timeout`) to the server, which refuses them.

    Raises:
        DatabaseUrlError: not a PostgreSQL URL, no host or database, or an unknown `sslmode`.
    """
    if _is_ambiguous(database_url):
        raise DatabaseUrlError(
            "DATABASE_URL is read differently by different programs: percent-encode special characters of "
            "user and password (@ as %40, % as %25, / as %2F), and give each parameter once"
        )
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


def _is_ambiguous(database_url: str) -> bool:
    """Whether the parsers of `ops`, Dapr, the frontend and SQLAlchemy could read the URL differently.

    workload/database-urls.json has the cases that all readers are tested with.
    """
    head = _AUTHORITY.match(database_url)
    if head and ("@" in database_url[head.end() :] or "#" in database_url):
        return True
    try:
        unquote_to_bytes(database_url).decode()
    except UnicodeDecodeError:
        return True
    names = [name for name, _ in parse_qsl(database_url.partition("?")[2], keep_blank_values=True)]
    return len(names) != len(set(names)) or _LONE_PERCENT.search(database_url) is not None


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


@dataclass
class LastAnswer:
    """When the database last answered, by the monotonic clock."""

    at: float = -math.inf

    @property
    def recent(self) -> bool:
        """Whether that was a moment ago."""
        return time.monotonic() - self.at < _RECENT_SECONDS

    def now(self) -> None:
        """Note an answer."""
        self.at = time.monotonic()


@dataclass(frozen=True)
class Database:
    """Sessions over one pool, which probes share: a server counts every connection."""

    engine: AsyncEngine
    pool: AsyncAdaptedQueuePool
    sessions: async_sessionmaker[AsyncSession]
    last_answer: LastAnswer = field(default_factory=LastAnswer)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: committed at the end, rolled back on an exception."""
        async with self.sessions() as session, session.begin():
            yield session
        self.last_answer.now()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for queries, rolled back at the end.

        Outside a transaction a statement is prepared and executed in two steps, between which a pooler may
        give the connection to another client.
        """
        async with self.sessions() as session:
            yield session
        self.last_answer.now()

    async def probe(self) -> None:
        """Ask the database for one row; raises what the driver raises.

        A process whose connections are all at work asks nothing, if one of them had an answer a moment ago:
        else a busy process would fail its readiness probe and hand its load to its neighbours.
        """
        if self.pool.checkedout() >= self.pool.size() and self.last_answer.recent:
            return
        try:
            await self._ask()
        except DBAPIError as error:
            # The server has closed an idle connection. With it the pool renews all others.
            if not error.connection_invalidated:
                raise
            await self._ask()

    async def _ask(self) -> None:
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        self.last_answer.now()

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


class PoolerSafeConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose limits go with each transaction, not with its start.

    PgBouncer refuses unknown parameters at the start of a connection, and a setting of the session would stay
    with the server's connection, for whoever gets it next. They go in the same message as BEGIN, which costs
    no round trip.
    """

    statement_timeout_ms: int = 0

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        """Execute a statement; of asyncpg's own BEGIN, set the limits with it."""
        if not args and query.startswith("BEGIN"):
            query = (
                f"{query} SET LOCAL statement_timeout = {self.statement_timeout_ms};"
                f" SET LOCAL idle_in_transaction_session_timeout = {_IDLE_IN_TRANSACTION_SECONDS * 1000}"
            )
        status: str = await super().execute(query, *args, **options)
        return status


def connector(
    secrets: SecretSource, *, statement_timeout_seconds: float, key: str = "DATABASE_URL"
) -> Callable[..., Any]:
    """A coroutine function that opens a connection with the URL that the secret `key` has at this moment."""

    async def connect(*_args: Any, **_kwargs: Any) -> Any:
        connection = await asyncpg.connect(
            **connection_arguments(secrets.read(key)),
            server_settings={"application_name": "todo-backend"},
            connection_class=PoolerSafeConnection,
            statement_cache_size=0,
        )
        connection.statement_timeout_ms = int(statement_timeout_seconds * 1000)
        return connection

    return connect


def create_engine(connect: Callable[..., Any], **options: Any) -> AsyncEngine:
    """An engine whose statements have no names, over connections that `connect` opens."""
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        connect_args={"prepared_statement_cache_size": 0, "prepared_statement_name_func": str},
        # Titles and descriptions are people's own words: they stay out of errors and logs.
        hide_parameters=True,
        **options,
    )


def open_database(
    secrets: SecretSource,
    *,
    pool_size: int = 2,
    pool_timeout_seconds: float = 5,
    statement_timeout_seconds: float = 10,
) -> Database:
    """A pool over DATABASE_URL; nothing connects until the first use."""
    connect = connector(secrets, statement_timeout_seconds=statement_timeout_seconds)

    engine = create_engine(
        connect,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_timeout_seconds,
        pool_recycle=_CONNECTION_LIFETIME_SECONDS,
    )
    # Asking before each use would cost round trips. Without it, the first requests after a restart of the
    # database are answered with 503, and that renews the whole pool.
    assert isinstance(engine.pool, AsyncAdaptedQueuePool)  # noqa: S101 - for the type checker
    return Database(
        engine=engine, pool=engine.pool, sessions=async_sessionmaker(engine, expire_on_commit=False)
    )


async def wait_for_database(connect: Callable[[], Awaitable[asyncpg.Connection]]) -> None:
    """Try until it answers. A refused password is no reason to wait, nor a database that is not there."""
    while True:
        try:
            connection = await connect()
            try:
                # A pooler lets clients in that it cannot connect to the server.
                await connection.execute("SELECT 1", timeout=_ANSWER_SECONDS)
            finally:
                await connection.close(timeout=_ANSWER_SECONDS)
        except UNAVAILABLE as error:
            _log.info("waiting for the database", error_type=type(error).__name__)
            await asyncio.sleep(_RETRY_SECONDS)
        else:
            return


def driver_error(error: BaseException) -> BaseException:
    """The driver's own error, where SQLAlchemy has wrapped it."""
    wrapped = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig is not None else None
    return wrapped or error
