"""`python -m todo_backend.access grant|retire`: the application's logins at the database, around a release.

The backend, its sidecar and the frontend each have a group role with their rights, and a login that is a
member of it. A login's name changes with its password, so that a rotation makes a second login beside the one
in use: `grant` runs before the pods change, `retire` after it. Nobody needs to know which of two logins is in
use, and an interrupted rotation leaves both valid.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable

import asyncpg
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from todo_backend.database import (
    DatabaseUrlError,
    connection_arguments,
    connector,
    create_engine,
    driver_error,
    wait_for_database,
)
from todo_backend.log_schema import configure_logging
from todo_backend.roles import (
    LOGIN,
    PARTS,
    RETIREMENT_MINUTES,
    AccessError,
    Login,
    close_public_schema,
    drop_expired,
    grant_login,
    retire_others,
)
from todo_backend.secret_source import SecretMissingError, SecretSource
from todo_backend.settings import MIGRATION_LOCK, MigrationSettings

_log = structlog.stdlib.get_logger(__name__)


def wanted_logins(secrets: SecretSource) -> tuple[Login, ...]:
    """The logins of this release, from BACKEND_DATABASE_URL and its neighbours.

    Raises:
        AccessError: a login has a name that the stacks do not make, which `retire` would not find.
        SecretMissingError, DatabaseUrlError: a URL is missing or wrong.
    """
    return tuple(_login(part, secrets) for part in PARTS)


def _login(part: str, secrets: SecretSource) -> Login:
    key = _url_key(part)
    arguments = connection_arguments(secrets.read(key))
    name, password = arguments.get("user", ""), arguments.get("password", "")
    named = LOGIN.fullmatch(name)
    if named is None or named[1] != part or not password:
        raise AccessError(f"{key} must name a login todo_{part}_r<number> with a password; it names '{name}'")
    return Login(part=part, name=name, password=password)


def _url_key(part: str) -> str:
    return f"{part.upper()}_DATABASE_URL"


async def grant(settings: MigrationSettings) -> None:
    """Make groups and logins, give the groups their rights, drop what has expired; then sign in as each.

    Safe to repeat at any time: what exists stays as it is.
    """
    secrets = SecretSource(settings.secrets_directory)
    logins = wanted_logins(secrets)

    async def work(connection: AsyncConnection) -> None:
        await close_public_schema(connection)
        for login in logins:
            await grant_login(connection, login)
        await drop_expired(connection, keep=logins)

    await _as_administrator(settings, secrets, work)
    for login in logins:
        await _sign_in(settings, secrets, login)
    _log.info("access granted", logins=[login.name for login in logins])


async def retire(settings: MigrationSettings) -> None:
    """Let every login but those of this release expire; pods that drain keep theirs for some minutes."""
    secrets = SecretSource(settings.secrets_directory)
    logins = wanted_logins(secrets)

    async def work(connection: AsyncConnection) -> None:
        names = await retire_others(connection, keep=logins)
        _log.info("logins retire", logins=names, minutes=RETIREMENT_MINUTES)

    await _as_administrator(settings, secrets, work)


async def _as_administrator(
    settings: MigrationSettings, secrets: SecretSource, work: Callable[[AsyncConnection], Awaitable[None]]
) -> None:
    """Do all of it or nothing; one at a time, and never beside a migration."""
    connect = connector(secrets, statement_timeout_seconds=settings.migration_statement_seconds)
    async with asyncio.timeout(settings.migration_wait_seconds):
        await wait_for_database(connect)
    engine = create_engine(connect, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        await work(connection)
    await engine.dispose()


async def _sign_in(settings: MigrationSettings, secrets: SecretSource, login: Login) -> None:
    """Prove that a pod will get in, before anything is changed for the pods."""
    connect = connector(
        secrets,
        statement_timeout_seconds=settings.migration_statement_seconds,
        key=_url_key(login.part),
    )
    try:
        async with asyncio.timeout(settings.migration_wait_seconds):
            await wait_for_database(connect)
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise AccessError(f"the new login {login.name} is refused: {type(error).__name__}") from None


def _reason(error: Exception) -> str:
    if isinstance(driver_error(error), asyncpg.InsufficientPrivilegeError):
        return (
            "the login of DATABASE_URL has too few rights: it must own the database's tables and have"
            " CREATEROLE. Where it cannot have CREATEROLE, set database.separate_logins to false in the"
            " environment file: every part then signs in with DATABASE_URL"
        )
    return "the database refused"


def main() -> None:
    """Grant or retire; exit status 1 and one log line if that fails."""
    parser = argparse.ArgumentParser(prog="todo_backend.access", description=__doc__)
    parser.add_argument("step", choices=("grant", "retire"))
    step = {"grant": grant, "retire": retire}[parser.parse_args().step]
    settings = MigrationSettings()
    configure_logging(settings.log_level)
    try:
        asyncio.run(step(settings))
    except (SecretMissingError, DatabaseUrlError, AccessError) as error:
        _log.critical("access failed", reason=str(error))
        sys.exit(1)
    except TimeoutError:
        _log.critical("access failed", reason="the database did not answer in time")
        sys.exit(1)
    except (asyncpg.PostgresError, SQLAlchemyError) as error:
        _log.critical("access failed", reason=_reason(error), exc_info=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
