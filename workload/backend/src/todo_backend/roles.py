"""Groups, logins and rights at the database, as SQL. `todo_backend.access` says when.

Everything goes through an administrator who is no superuser: on Azure it has CREATEROLE and is a member of
`azure_pg_admin`, which owns the schema `public`, where everybody may create tables at first. Source:
MicrosoftDocs/azure-databases-docs, articles/postgresql/security/security-access-control.md and
security-manage-database-users.md (read on 2026-11-28).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from todo_backend.scram import scram_verifier
from todo_backend.tables import Base

#: The parts of the application that sign in.
PARTS: Final = ("backend", "sidecar", "frontend")
#: How the stacks name a login (stacks/app/database.py). Other members of a group are nobody's business here.
LOGIN: Final = re.compile(r"todo_(backend|sidecar|frontend)_r[0-9]{1,16}")
#: For how long a login stays valid after a release: pods that still drain may open a connection with it.
RETIREMENT_MINUTES: Final = 5
#: The schema that Dapr creates its tables in, and that of the frontend's sign-in tables.
SIDECAR_SCHEMA: Final = "dapr"
SIGN_IN_SCHEMA: Final = "auth"

_ROWS: Final = "SELECT, INSERT, UPDATE, DELETE"
_LONGEST_NAME: Final = 63
_log = structlog.stdlib.get_logger(__name__)


class AccessError(Exception):
    """Logins that cannot be made as they are wanted. The message holds no password."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """A login of one part of the application."""

    part: str
    name: str
    password: str = field(repr=False)


async def grant_login(connection: AsyncConnection, login: Login) -> None:
    """Make the login, its group and the group's rights. What exists stays as it is.

    Raises:
        AccessError: the database's name is too long for a role that is named after it.
    """
    group = await _group(connection, login.part)
    if len(group.encode()) > _LONGEST_NAME:
        raise AccessError(f"the role {group} would be longer than {_LONGEST_NAME} bytes: rename the database")
    if not await _exists(connection, group):
        await connection.exec_driver_sql(f"CREATE ROLE {_quoted(group)} NOLOGIN")
    await _grant_rights(connection, login.part, group)
    await _make_login(connection, login, group)


async def close_public_schema(connection: AsyncConnection) -> None:
    """Take from everybody the right to create tables in `public`."""
    await connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


async def retire_others(connection: AsyncConnection, *, keep: Sequence[Login]) -> list[str]:
    """Let the valid logins but those of `keep` expire in some minutes; returns their names."""
    moment = await connection.scalar(
        text("SELECT (now() + make_interval(mins => :minutes))::text"), {"minutes": RETIREMENT_MINUTES}
    )
    names = await _others(connection, keep=keep, expired=False)
    for name in names:
        await connection.exec_driver_sql(f"ALTER ROLE {_quoted(name)} VALID UNTIL '{moment}'")
    return names


async def grant_new_tables(connection: AsyncConnection) -> None:
    """Give the backend's group its tables, if there is such a group: a migration may have added one."""
    group = await _group(connection, "backend")
    if await _exists(connection, group):
        await _grant_rights(connection, "backend", group)


async def _group(connection: AsyncConnection, part: str) -> str:
    """The group of a part: named after the database, because roles belong to the whole server."""
    database = await connection.scalar(text("SELECT current_database()"))
    return f"{database}_{part}"


async def _exists(connection: AsyncConnection, role: str) -> bool:
    found = await connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    return found is not None


async def _make_login(connection: AsyncConnection, login: Login, group: str) -> None:
    verb = "ALTER" if await _exists(connection, login.name) else "CREATE"
    verifier = scram_verifier(login.password)
    await connection.exec_driver_sql(
        f"{verb} ROLE {_quoted(login.name)} LOGIN PASSWORD '{verifier}' VALID UNTIL 'infinity'"
    )
    await connection.exec_driver_sql(f"GRANT {_quoted(group)} TO {_quoted(login.name)}")
    if login.part == "sidecar":
        # Dapr's tables then belong to the group: the next login can use them, and this one can be dropped.
        await connection.exec_driver_sql(f"ALTER ROLE {_quoted(login.name)} SET role = '{group}'")


async def _grant_rights(connection: AsyncConnection, part: str, group: str) -> None:
    role = _quoted(group)
    match part:
        case "backend":
            statements = [
                f"GRANT USAGE ON SCHEMA public TO {role}",
                *_rows_of(role, await _own_tables(connection, "public", Base.metadata.tables)),
            ]
        case "sidecar":
            # At each start Dapr says CREATE TABLE IF NOT EXISTS, for which PostgreSQL asks for CREATE even if
            # the table exists. Source: dapr/components-contrib 1.18.4,
            # common/component/sql/migrations/postgres/postgres_migrations.go, EnsureMetadataTable.
            statements = [
                f"CREATE SCHEMA IF NOT EXISTS {SIDECAR_SCHEMA}",
                f"GRANT USAGE, CREATE ON SCHEMA {SIDECAR_SCHEMA} TO {role}",
                *_rows_of(role, await _own_tables(connection, SIDECAR_SCHEMA)),
            ]
        case _:
            statements = [
                f"CREATE SCHEMA IF NOT EXISTS {SIGN_IN_SCHEMA}",
                f"GRANT USAGE ON SCHEMA {SIGN_IN_SCHEMA} TO {role}",
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA {SIGN_IN_SCHEMA} GRANT {_ROWS} ON TABLES TO {role}",
                *_rows_of(role, await _own_tables(connection, SIGN_IN_SCHEMA)),
            ]
    for statement in statements:
        await connection.exec_driver_sql(statement)


def _rows_of(role: str, tables: Iterable[str]) -> list[str]:
    return [f"GRANT {_ROWS} ON {table} TO {role}" for table in tables]


async def _own_tables(
    connection: AsyncConnection, schema: str, names: Iterable[str] | None = None
) -> Sequence[str]:
    """The administrator's tables of a schema, quoted; of these names, if any are given."""
    rows = await connection.execute(
        text(
            "SELECT tablename FROM pg_tables WHERE schemaname = :schema AND tableowner = current_user"
            " ORDER BY tablename"
        ),
        {"schema": schema},
    )
    wanted = None if names is None else set(names)
    return [f"{schema}.{_quoted(name)}" for (name,) in rows if wanted is None or name in wanted]


async def _others(connection: AsyncConnection, *, keep: Sequence[Login], expired: bool) -> list[str]:
    """The application's logins at this database but those of `keep`: the expired, or those still valid."""
    rows = await connection.execute(
        text(
            "SELECT DISTINCT login.rolname, coalesce(login.rolvaliduntil < now(), false) AS expired,"
            " coalesce(login.rolvaliduntil <= now() + make_interval(mins => :minutes), false) AS retiring"
            " FROM pg_auth_members JOIN pg_roles login ON login.oid = member"
            " JOIN pg_roles parent ON parent.oid = roleid"
            " WHERE parent.rolname = ANY(:groups) AND login.rolcanlogin ORDER BY 1"
        ),
        {
            "groups": [await _group(connection, part) for part in PARTS],
            "minutes": RETIREMENT_MINUTES,
        },
    )
    kept = {login.name for login in keep}
    return [
        row.rolname
        for row in rows
        if LOGIN.fullmatch(row.rolname)
        and row.rolname not in kept
        and (row.expired if expired else not row.retiring)
    ]


async def drop_expired(connection: AsyncConnection, *, keep: Sequence[Login]) -> None:
    """Drop the logins whose time is over."""
    for name in await _others(connection, keep=keep, expired=True):
        try:
            async with connection.begin_nested():
                await connection.exec_driver_sql(f"DROP ROLE {_quoted(name)}")
        except DBAPIError:
            # Somebody gave it further rights. It cannot sign in, so that it is no reason to stop a release.
            _log.warning("an expired login cannot be dropped", login=name, exc_info=True)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
