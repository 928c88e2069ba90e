"""The tests' own PostgreSQL: it needs nothing of the machine; an installed one is used where it is named."""

import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from tests.postgresql import BUNDLED, PASSWORD, USER, programs, running_postgresql

BACKEND = Path(__file__).parents[1]
DEBIAN = Path("/usr/lib/postgresql")
FOLDERS = [BUNDLED, *sorted(DEBIAN.glob("*/bin"))]


def test_the_tests_run_where_the_path_has_no_postgresql() -> None:
    test = "tests/test_migrate.py::test_five_replicas_that_start_together_make_one_schema"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test],
        cwd=BACKEND,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed" in run.stdout


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
async def test_a_server_that_is_named_is_the_one_that_runs(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("POSTGRESQL_BIN", str(folder))
    with running_postgresql() as port:
        connection = await asyncpg.connect(f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres")
        version = await connection.fetchval("SHOW server_version")
        await connection.close()
    assert version in _printed_version(folder)


def _printed_version(folder: Path) -> str:
    return subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout


def test_a_folder_without_the_programs_is_refused_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POSTGRESQL_BIN", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=f"no initdb in {tmp_path}.*/usr/lib/postgresql/17/bin"):
        programs()
