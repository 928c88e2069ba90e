"""DATABASE_URL as `ops` reads it: the cases are those of the other readers."""

import json
from pathlib import Path

import pytest

from ops.delivery.secrets.database_url import read_database_url
from ops.delivery.secrets.shapes import broken_rules

CASES = json.loads((Path(__file__).parents[4] / "workload/database-urls.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["url"])
def test_a_url_that_all_readers_read_alike_is_accepted(case: dict[str, str]) -> None:
    assert broken_rules("database_url", case["url"]) == []
    assert read_database_url(case["url"]).parameters["sslmode"] == "require"


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_a_url_that_readers_read_differently_is_refused_and_not_shown(case: dict[str, str]) -> None:
    broken = " ".join(broken_rules("database_url", case["url"]))
    assert "percent-encode" in broken or "sslmode more than once" in broken
    assert "hunter2" not in broken
    assert "more@" not in broken
