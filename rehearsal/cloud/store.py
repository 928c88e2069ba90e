"""The simulated cloud's objects in one SQLite file, for the providers and for people and tests.

Several provider processes use the file at once: it is in WAL mode, and a check with the write that follows
from it happens in one transaction (`SimulatedCloud.transaction`). A write-only value is never stored, only
its revision.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.common.errors import UserError

_SCHEMA = """
create table if not exists objects (
    provider text not null, type text not null, scope text not null, id text not null,
    attributes text not null, written text not null, revision integer not null default 1,
    primary key (provider, type, scope, id)
);
create table if not exists faults (
    rowid integer primary key, type text not null, message text not null, nth integer not null,
    delay real not null, seen integer not null default 0
);
create table if not exists quotas (name text primary key, maximum real not null);
create table if not exists taken_names (kind text not null, name text not null, primary key (kind, name));
"""
_WAIT_FOR_WRITERS = 30.0
_POLL_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudObject:
    """One object that exists in the simulated cloud.

    `scope` distinguishes clusters: the API server's host name for what is in a cluster, else empty.
    `written` holds, for each write-only attribute that was written, its revision.
    """

    provider: str
    type: str
    id: str
    attributes: Mapping[str, Any]
    scope: str = ""
    written: Mapping[str, Any] = field(default_factory=dict)
    revision: int = 1

    @property
    def name(self) -> str:
        """The object's own name, for messages."""
        metadata = self.attributes.get("metadata")
        if isinstance(metadata, list) and metadata:
            return str(metadata[0].get("name"))
        return str(self.attributes.get("name") or self.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A rehearsed failure: wait, then fail if there is a message."""

    message: str
    delay: float


class DamagedCloudError(UserError):
    """A file of the simulated cloud that SQLite cannot read."""

    def __init__(self, file: Path, error: sqlite3.Error) -> None:
        super().__init__(
            f"the simulated cloud is damaged: {error}",
            where=str(file),
            remedy="run `rehearse down --discard`, then `rehearse up`: nothing real is lost",
        )


class SimulatedCloud:
    """The objects that exist, the faults that are set and the limits that hold."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self._local = threading.local()

    # Objects ------------------------------------------------------------------------------------------------

    def get(self, type_: str, id_: str, *, scope: str = "") -> CloudObject | None:
        """Return the object of that type and id, or None."""
        rows = self._select("type = ? and scope = ? and id = ?", type_, scope, id_)
        return rows[0] if rows else None

    def list_objects(self, type_: str | None = None, *, scope: str | None = None) -> list[CloudObject]:
        """Return the objects, optionally of one type (SQL's `%` matches any text) or in one scope."""
        return self._select(
            "(? is null or type like ?) and (? is null or scope = ?)", type_, type_, scope, scope
        )

    def put(self, item: CloudObject) -> None:
        """Store an object; one that exists is replaced and its revision counts up."""
        self._connection().execute(
            "insert into objects (provider, type, scope, id, attributes, written) values (?, ?, ?, ?, ?, ?)"
            " on conflict do update set attributes = excluded.attributes, written = excluded.written,"
            " revision = revision + 1",
            (
                item.provider,
                item.type,
                item.scope,
                item.id,
                json.dumps(item.attributes),
                json.dumps(item.written),
            ),
        )

    def delete(self, type_: str, id_: str, *, scope: str = "") -> bool:
        """Remove an object, as someone with a browser would; return whether there was one."""
        statement = "delete from objects where type = ? and scope = ? and id = ?"
        return self._connection().execute(statement, (type_, scope, id_)).rowcount > 0

    def delete_scope(self, scope: str) -> None:
        """Remove everything in a scope: what a cluster's deletion does to what ran in it."""
        self._connection().execute("delete from objects where scope = ?", (scope,))

    def edit(self, type_: str, id_: str, path: str, value: Any, *, scope: str = "") -> None:
        """Change one attribute by its dotted path (`metadata.0.labels.app`), as drift for the next refresh.

        Raises LookupError where the object or the path does not exist.
        """
        with self.transaction():
            item = self.get(type_, id_, scope=scope)
            if item is None:
                raise LookupError(f"The simulated cloud has no {type_} with the id {id_}.")
            attributes = dict(item.attributes)
            _set_at(attributes, path.split("."), value)
            self.put(
                CloudObject(
                    provider=item.provider,
                    type=type_,
                    id=id_,
                    attributes=attributes,
                    scope=scope,
                    written=item.written,
                )
            )

    # Faults, quotas, names ----------------------------------------------------------------------------------

    def fail_create(self, type_: str, message: str = "", *, nth: int = 1, delay: float = 0.0) -> None:
        """Delay the n-th creation of a type from now on by `delay` seconds; fail it if there is a message."""
        self._connection().execute(
            "insert into faults (type, message, nth, delay) values (?, ?, ?, ?)", (type_, message, nth, delay)
        )

    def next_fault(self, type_: str) -> Fault | None:
        """Count one creation of a type and return the fault that is due, which is used up by that."""
        with self.transaction() as connection:
            connection.execute("update faults set seen = seen + 1 where type = ?", (type_,))
            row = connection.execute(
                "select rowid, message, delay from faults where type = ? and seen >= nth", (type_,)
            ).fetchone()
            if row is None:
                return None
            connection.execute("delete from faults where rowid = ?", (row[0],))
        return Fault(message=row[1], delay=row[2])

    def set_quota(self, name: str, maximum: float) -> None:
        """Set a limit, for example `vcpus` of the subscription in its region."""
        self._connection().execute("insert or replace into quotas values (?, ?)", (name, maximum))

    def quota(self, name: str) -> float | None:
        """Return the limit of that name, or None where none is set."""
        row = self._connection().execute("select maximum from quotas where name = ?", (name,)).fetchone()
        return None if row is None else float(row[0])

    def take_name(self, kind: str, name: str) -> None:
        """Mark a globally unique name (of an `azurerm_container_registry`, say) as taken by someone else."""
        self._connection().execute("insert or ignore into taken_names values (?, ?)", (kind, name.lower()))

    def is_taken(self, kind: str, name: str) -> bool:
        """Return whether someone else holds a name."""
        statement = "select 1 from taken_names where kind = ? and name = ?"
        return self._connection().execute(statement, (kind, name.lower())).fetchone() is not None

    # SQLite -------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one transaction: other processes see all of it, or nothing after an exception."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("begin immediate")
        try:
            yield connection
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("commit")

    def _connection(self) -> sqlite3.Connection:
        """Return the connection of the current thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._file, timeout=_WAIT_FOR_WRITERS, isolation_level=None)
            try:
                _set_up(connection)
                _check(connection)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                raise DamagedCloudError(self._file, error) from error
            self._local.connection = connection
        return connection

    def _select(self, condition: str, *arguments: str | None) -> list[CloudObject]:
        rows = self._connection().execute(
            f"select provider, type, id, attributes, scope, written, revision from objects"  # noqa: S608
            f" where {condition} order by type, scope, id",
            arguments,
        )
        return [
            CloudObject(
                provider=provider,
                type=type_,
                id=id_,
                attributes=json.loads(attributes),
                scope=scope,
                written=json.loads(written),
                revision=revision,
            )
            for provider, type_, id_, attributes, scope, written, revision in rows
        ]


def _check(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError for a file that is damaged."""
    [(found,)] = connection.execute("pragma quick_check(1)").fetchall()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _set_up(connection: sqlite3.Connection) -> None:
    """Bring a connection into WAL mode and make the tables where there are none.

    While another connection changes the mode, opens the file as the first or closes it as the last, SQLite
    answers "locked" at once, whatever its timeout: so this waits by itself.
    """
    deadline = time.monotonic() + _WAIT_FOR_WRITERS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.executescript(_SCHEMA)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(_POLL_SECONDS)
        else:
            return


def _set_at(container: Any, steps: list[str], value: Any) -> None:
    *parents, last = steps
    for step in parents:
        container = container[int(step)] if isinstance(container, list) else container[step]
    if isinstance(container, list):
        container[int(last)] = value
    else:
        container[last] = value
