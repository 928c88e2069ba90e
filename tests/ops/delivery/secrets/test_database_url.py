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


@pytest.mark.parametrize(
    "name", ["host", "hostaddr", "port", "user", "password", "dbname", "database", "HOST"]
)
def test_a_parameter_that_names_a_part_a_second_time_is_refused(name: str) -> None:
    # pg and SQLAlchemy take the host of the parameter, the backend that of the URL for the user.
    broken = read_database_url(f"postgresql://todo:hunter2@db.example.com/tasks?sslmode=require&{name}=x")
    assert broken.problems == (f"has {name.lower()} as a parameter, too; keep the one before the ?",)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://todo:hunter2@one,two/tasks", "must name one host"),
        ("postgresql://todo:hunter2@one:5432,two:5433/tasks", "must name one host"),
        ("postgresql://todo:hunter2@db.example.com//tasks", "must have one / before the database"),
    ],
)
def test_what_drivers_read_in_different_ways_is_refused(url: str, problem: str) -> None:
    assert [text.partition(";")[0] for text in read_database_url(f"{url}?sslmode=require").problems] == [
        problem
    ]
