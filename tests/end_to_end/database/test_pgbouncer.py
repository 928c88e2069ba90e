"""The backend behind a real PgBouncer in transaction mode, as Azure configures it: its whole test suite.

Migrations, requests, the relay and the subscribers all connect through it. What needs the server itself
(roles, a database that is dropped) goes past it.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

BACKEND = Path(__file__).parents[3] / "workload/backend"
# 80 s on a quiet machine. Each of its tests has a limit of its own, whose message says where it hung.
LIMIT_S = 800
# Where Debian and Ubuntu keep it, which is on the PATH of root alone.
SYSTEM_PROGRAMS = "/usr/sbin"


@pytest.mark.timeout(LIMIT_S + 60)
def test_the_backend_passes_its_tests_through_pgbouncer() -> None:
    program = os.environ.get("PGBOUNCER") or shutil.which(
        "pgbouncer", path=f"{os.environ['PATH']}:{SYSTEM_PROGRAMS}"
    )
    assert program, "PgBouncer is missing: apt-get install pgbouncer, or set PGBOUNCER to its path"
    run = subprocess.run(
        [
            BACKEND / ".venv/bin/python",
            "-m",
            "pytest",
            "-q",
            "--maxfail=3",
            "--ignore=tests/test_postgresql.py",
        ],
        cwd=BACKEND,
        env={**os.environ, "PGBOUNCER": program},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
    assert run.returncode == 0, run.stdout[-10_000:] + run.stderr
