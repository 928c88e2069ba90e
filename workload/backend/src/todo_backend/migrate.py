"""`python -m todo_backend.migrate`: bring the schema up to date; any number of these may run at once."""

import asyncio
import sys
from pathlib import Path

import asyncpg
import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from todo_backend.database import DatabaseUrlError, connector, create_engine, wait_for_database
from todo_backend.log_schema import configure_logging
from todo_backend.roles import AccessError, grant_new_tables
from todo_backend.secret_source import SecretMissingError, SecretSource
from todo_backend.settings import MIGRATION_LOCK, MigrationSettings

_MIGRATIONS = Path(__file__).parent / "migrations"
_log = structlog.stdlib.get_logger(__name__)


async def migrate(settings: MigrationSettings, *, revision: str = "head") -> None:
    """Upgrade to `revision` in one transaction: all of it or nothing.

    An advisory lock of that transaction makes others wait, who then find nothing left to do. It works through
    PgBouncer too, unlike a lock of the session. At the end the backend's group gets its rights to the tables
    that were added.

    Raises:
        TimeoutError: the database did not answer in time.
        SecretMissingError, DatabaseUrlError: nowhere to connect to.
    """
    secrets = SecretSource(settings.secrets_directory)
    connect = connector(secrets, statement_timeout_seconds=settings.migration_statement_seconds)
    engine = create_engine(connect, poolclass=NullPool)
    async with asyncio.timeout(settings.migration_wait_seconds):
        await wait_for_database(connect)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        await connection.execute(
            text("SELECT set_config('lock_timeout', :value, true)"),
            {"value": f"{int(settings.migration_lock_seconds * 1000)}ms"},
        )
        await connection.run_sync(_upgrade, revision)
        await grant_new_tables(connection)
    await engine.dispose()


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    newer = _unknown_revisions(connection, config)
    if newer:
        _log.warning("schema is newer than this release", revisions=newer)
        return
    command.upgrade(config, revision)


def _unknown_revisions(connection: Connection, config: Config) -> list[str]:
    """Revisions of the database that a later release has made: this one is a rollback.

    Migrations leave the release before what it needs, so that there is nothing to do. Alembic would fail.
    """
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    return [head for head in MigrationContext.configure(connection).get_current_heads() if head not in known]


def main() -> None:
    """Migrate; exit status 1 and one log line if that fails."""
    settings = MigrationSettings()
    configure_logging(settings.log_level)
    try:
        asyncio.run(migrate(settings))
    except (SecretMissingError, DatabaseUrlError, AccessError) as error:
        _log.critical("migration failed", reason=str(error))
        sys.exit(1)
    except TimeoutError:
        _log.critical("migration failed", reason="the database did not answer in time")
        sys.exit(1)
    except (asyncpg.PostgresError, SQLAlchemyError):
        _log.critical("migration failed", reason="the database refused", exc_info=True)
        sys.exit(1)
    _log.info("schema is up to date")


if __name__ == "__main__":
    main()
