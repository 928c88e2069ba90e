"""What Microsoft's language service finds in queries."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contract.node import NODE
from tools.queries.tables import TABLES, schema

_ANALYZE: Final = Path(__file__).parent / "language_service" / "analyze.js"


@dataclass(frozen=True, kw_only=True)
class QueryFinding:
    """An error or a warning in a query.

    Attributes:
        query: Where the query stands.
        severity: `Error`, `Warning` or `Suggestion`, as the language service says.
        code: Its code, such as KS142.
        message: Its message.
        line: The line in the query, from 1.
        column: The column in the line, from 1.
    """

    query: str
    severity: str
    code: str
    message: str
    line: int
    column: int


def analyze(queries: Mapping[str, str]) -> list[QueryFinding]:
    """Return the findings in `queries`, which may read the tables of a workspace.

    Raises:
        subprocess.CalledProcessError: The language service is not installed, or ended in an error.
    """
    request = {
        "tables": {name: schema(columns) for name, columns in TABLES.items()},
        "queries": dict(queries),
    }
    answer = subprocess.run(
        [NODE, _ANALYZE], input=json.dumps(request), check=True, capture_output=True, text=True
    )
    return [
        QueryFinding(query=name, **finding)
        for name, findings in json.loads(answer.stdout).items()
        for finding in findings
    ]
