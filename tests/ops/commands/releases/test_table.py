import io
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from rich.console import Console

from ops.commands.releases.table import ReleaseTable, duration
from ops.delivery.releases.release import BrokenRelease, Outcome, Release, release_id

THIS_YEAR = datetime.now(UTC).year
START = datetime(THIS_YEAR, 11, 24, 23, 15, tzinfo=UTC)
COMMIT = "0123abc" + 33 * "0"
REASON = "smoke tests failed after 60 s: backend healthy: HTTP 503, expected 200\nand more of it"


def _release(number: int, **more: Any) -> Release:
    started = START + timedelta(minutes=number)
    facts: dict[str, Any] = {
        "id": release_id(started_at=started, commit=COMMIT),
        "environment": "production",
        "commit": COMMIT,
        "images": {f"{role}_image": f"example.azurecr.io/{role}:{COMMIT}" for role in ("backend", "web")},
        "revisions": {},
        "fingerprints": {},
        "by": "operator-with-a-long-name@a-host-with-a-long-name.example.com",
        "started_at": started,
        "finished_at": started + timedelta(seconds=95),
        "outcome": Outcome.PASSED,
    }
    return Release.model_validate({**facts, **more})


FOUND: list[Any] = [
    _release(3),
    _release(2, outcome=Outcome.FAILED, reason=REASON),
    BrokenRelease(id=release_id(started_at=START, commit=COMMIT), problem="it is empty"),
]


def _shown(width: int, **options: Any) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    console.print(ReleaseTable(found=FOUND, zone=timezone(timedelta(hours=2)), **options))
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_an_id_stands_whole_in_one_line_at_every_width(width: int) -> None:
    lines = _shown(width).splitlines()
    for release in FOUND:
        assert len([line for line in lines if release.id in line]) == 1
    assert max(map(len, lines)) <= width


def test_at_80_columns_mark_local_time_duration_and_tag_are_shown() -> None:
    (line,) = [line for line in _shown(80, live=FOUND[0].id).splitlines() if FOUND[0].id in line]
    assert line.split() == [
        "1",
        FOUND[0].id,
        "passed",
        "live",
        "25",
        "Nov",
        "01:18",
        "1m35s",
        "0123abc00000",
    ]


def test_a_note_is_one_line_unless_details_are_asked_for() -> None:
    short = _shown(80)
    assert re.search(r"^2  smoke tests failed .*…$", short, re.MULTILINE)
    assert "and more of it" not in short
    assert re.search(r"^3  the record cannot be read: it is empty$", short, re.MULTILINE)
    whole = " ".join(_shown(80, details=True).split())
    assert "HTTP 503, expected 200 and more of it" in whole
    assert FOUND[0].by in _shown(80, details=True).replace("\n", "")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0s"), (59, "59s"), (60, "1m00s"), (3599, "59m59s"), (7380, "2h03m"), (-5, "0s")],
)
def test_a_duration_is_short(seconds: float, text: str) -> None:
    assert duration(timedelta(seconds=seconds)) == text
