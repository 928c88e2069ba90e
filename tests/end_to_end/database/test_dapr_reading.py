"""DATABASE_URL as Dapr reads it: the cases of the other three readers, through the parser that Dapr calls."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tools.components.go_programs import MODULES, PROGRAMS, program

CASES = json.loads((PROJECT / "workload/database-urls.json").read_text(encoding="utf-8"))
PARTS = ("user", "password", "host", "port", "database")
REFUSED = {case["why"]: case["url"] for case in CASES["refused"]}


@pytest.fixture(scope="module")
def reader() -> Path:
    return program("database-url-reader")


def _read(reader: Path, url: str) -> dict[str, Any] | None:
    """Return what the parser read; None when it refused the URL."""
    done = subprocess.run([reader], input=url, capture_output=True, text=True, check=False)
    found: dict[str, Any] | None = json.loads(done.stdout) if done.returncode == 0 else None
    assert found or "cannot parse" in done.stderr
    return found


def test_the_parser_is_the_one_that_daprd_is_built_with() -> None:
    pinned = (MODULES / "dapr" / "go.mod").read_text()
    found = re.search(r"github\.com/jackc/pgx/v5 v(\S+)", pinned)
    assert found
    assert PROGRAMS["database-url-reader"].version == found[1]


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["url"])
def test_dapr_reads_a_url_as_the_other_readers_do(reader: Path, case: dict[str, Any]) -> None:
    found = _read(reader, case["url"])
    assert found
    assert {part: found[part] for part in PARTS} == {part: case[part] for part in PARTS}
    assert found["tls"]


def test_dapr_reads_some_urls_that_the_others_refuse_and_each_in_its_way(reader: Path) -> None:
    """Control: the cases tell parsers apart, so that agreement on the others means something."""
    readings = {why: _read(reader, url) for why, url in REFUSED.items()}
    at = readings["an @ in the password"]
    assert at
    assert at["password"] == "hunter2@more"
    not_utf_8 = readings["an escape that is not UTF-8"]
    assert not_utf_8
    assert not_utf_8["password"] == "hunter2\ufffd"
    # The first sslmode counts for Dapr; for a parser that takes the last, these two are the other way round.
    modes = [readings[f"sslmode twice, the {which} last"] for which in ("weaker", "stronger")]
    assert [found and found["tls"] for found in modes] == [True, False]
    assert [why for why, found in readings.items() if found is None] == [
        "a / in the password",
        "a ? in the password",
        "a # in the password",
        "a % that escapes nothing",
    ]
