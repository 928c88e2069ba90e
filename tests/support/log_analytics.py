"""A Log Analytics workspace in memory: the tables that the stacks' queries read, in DuckDB."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import duckdb_kql

from tools.queries.tables import TABLES

_TYPES: Final = {
    "string": "VARCHAR",
    "datetime": "TIMESTAMP",
    "int": "INTEGER",
    "real": "DOUBLE",
    "dynamic": "JSON",
}
Row = Mapping[str, Any]


class LogWorkspace:
    """Tables with documented columns, which rows are put into and KQL is run on."""

    def __init__(self) -> None:
        self._connection = duckdb_kql.connect()
        for table, columns in TABLES.items():
            named = ", ".join(f'"{column}" {_TYPES[type_]}' for column, type_ in columns.items())
            self._connection.sql(f'CREATE TABLE "{table}" ({named})')

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Put rows into a table; a column that a row leaves out is null, an unknown one is refused."""
        for row in rows:
            columns = ", ".join(f'"{column}"' for column in row)
            marks = ", ".join("?" for _ in row)
            values = [_value(TABLES[table][column], value) for column, value in row.items()]
            self._connection.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values)

    def insert_lines(self, lines: Sequence[str], *, container: str, pod: str, at: datetime) -> None:
        """Put a container's output into ContainerLogV2 as the agent does.

        A line that is JSON is stored as an object, any other as text. Source: learn.microsoft.com,
        "Container insights log schema".
        """
        self.insert(
            "ContainerLogV2",
            (
                {
                    "TimeGenerated": at,
                    "ContainerName": container,
                    "PodName": pod,
                    "PodNamespace": "todo",
                    "LogMessage": _message(line),
                }
                for line in lines
            ),
        )

    def rows(self, kql: str) -> list[dict[str, Any]]:
        """Return what a query answers."""
        result = duckdb_kql.kql(self._connection, kql)
        return [
            {column: _answer(value) for column, value in zip(result.columns, row, strict=True)}
            for row in result.fetchall()
        ]


def _message(line: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return line


def _value(type_: str, value: Any) -> Any:
    if type_ == "dynamic":
        return json.dumps(value)
    # KQL's times are UTC; DuckDB's TIMESTAMP has no zone.
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _answer(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
