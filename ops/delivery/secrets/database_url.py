"""The form of DATABASE_URL that all its readers understand alike.

Four programs read it: `ops` (this module), the backend (workload/backend, SQLAlchemy and asyncpg), the
frontend (workload/frontend, `pg`), and Dapr's state store (pgx). Their parsers differ for an `@` in the
password, a `%` that escapes nothing, and a parameter that is given twice. Such a URL is refused by the first
three; workload/database-urls.json has the cases that all four are tested with. Only here is refused what no
deployment needs: several hosts, two slashes before the database, and a part that a parameter names once more.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

_ENCODE: Final = "percent-encode special characters of user and password (@ as %40, % as %25, / as %2F)"
_SCHEMES: Final = ("postgresql", "postgres")
# Parameters of the drivers that name a part of the URL once more.
_PARTS: Final = frozenset({"host", "hostaddr", "port", "user", "password", "dbname", "database"})
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_AUTHORITY: Final = re.compile(r"[^:/?#@]*://[^/?#@]*@?[^/?#@]*")


@dataclass(frozen=True, kw_only=True)
class DatabaseUrl:
    """A connection URL as it was read: what is wrong with it, and its parameters. No value is shown."""

    problems: tuple[str, ...]
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_database_url(value: str) -> DatabaseUrl:
    """Return the problems and parameters of a URL. A problem never quotes the URL."""
    ambiguous = tuple(_ambiguities(value))
    if ambiguous:
        return DatabaseUrl(problems=ambiguous)
    try:
        url = urlsplit(value)
        parts = (url.username, url.password, url.hostname, url.path.strip("/"))
        _ = url.port
    except ValueError:
        return DatabaseUrl(problems=(f"must be a URL with a numeric port; {_ENCODE}",))
    problems = [] if url.scheme in _SCHEMES else ["must start with postgresql://"]
    if not all(parts):
        problems.append(
            "must name user, password, host and database: postgresql://USER:PASSWORD@HOST:5432/NAME"
        )
    return DatabaseUrl(problems=tuple(problems), parameters=dict(_parameters(value)))


def _ambiguities(value: str) -> Iterator[str]:
    """Yield what the parsers read differently."""
    head = _AUTHORITY.match(value)
    if head and ("@" in value[head.end() :] or "#" in value):
        yield f"must have one @, before the host, and no #; {_ENCODE}"
    if _LONE_PERCENT.search(value) or not _is_utf_8(value):
        yield f"has a % that is no escape of UTF-8 text; {_ENCODE}"
    names = [name for name, _ in _parameters(value)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"has the parameter {name if name == 'sslmode' else '(not shown)'} more than once; keep one"
    for part in sorted(_PARTS & {name.lower() for name in names}):
        yield f"has {part} as a parameter, too; keep the one before the ?"
    authority, _, path = value.partition("?")[0].partition("://")[2].partition("/")
    if "," in authority.rpartition("@")[2]:
        yield "must name one host; the frontend's driver takes no list"
    if path.startswith("/"):
        yield "must have one / before the database; the drivers differ in its name"


def _parameters(value: str) -> list[tuple[str, str]]:
    return parse_qsl(value.partition("?")[2], keep_blank_values=True)


def _is_utf_8(value: str) -> bool:
    try:
        unquote_to_bytes(value).decode()
    except UnicodeDecodeError:
        return False
    return True
