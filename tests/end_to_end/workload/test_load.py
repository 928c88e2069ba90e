"""`ops load` against the real application: every path that its users take, and what they leave behind."""

import json
import re
import subprocess
import sys
from pathlib import Path

import psycopg

from ops.engine.synthesis.stacks import PROJECT
from tests.end_to_end.workload.frontend import DATABASE_SECRET, Frontend

OPS = Path(sys.executable).parent / "ops"
# Response times are not judged: the machine runs the load, the application and its database.
OPTIONS = (
    "--no-cluster",
    "--users",
    "10",
    "--ramp",
    "2",
    "--duration",
    "12",
    "--pause",
    "0.5",
    "--p95",
    "15",
)
LIMIT_S = 240


def test_the_users_of_a_load_test_find_every_path_of_the_application(
    application: Frontend, tmp_path: Path
) -> None:
    done = subprocess.run(
        [str(OPS), "load", application.url, "--report", str(tmp_path), "--json", *OPTIONS],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.stdout, done.stderr
    document = json.loads(done.stdout)
    assert document["failures"] == [], done.stderr
    assert done.returncode == 0, done.stderr
    assert {one["name"] for one in document["endpoints"]} >= {
        "sign up",
        "page",
        "static files",
        "get session",
        "get token",
        "list tasks",
        "create task",
    }
    [left] = [note for note in document["notes"] if note.startswith("Left behind")]
    assert "tasks named" not in left
    assert _delete_as_documented(application) > 0


def _delete_as_documented(application: Frontend) -> int:
    """Run the document's statements in the database; return how many accounts were deleted."""
    text = (PROJECT / "docs/deployment/load-test.md").read_text()
    [statements] = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    # The document signs in as the administrator, whom a person has and no workload.
    url = application.server.log.parent / "migration-secrets" / DATABASE_SECRET / "DATABASE_URL"
    with psycopg.connect(url.read_text()) as database:
        for statement in filter(None, map(str.strip, statements.split(";"))):
            deleted = database.execute(statement).rowcount
        left = database.execute("SELECT count(*) FROM tasks WHERE title = 'ops load'").fetchone()
    assert left == (0,)
    return deleted
