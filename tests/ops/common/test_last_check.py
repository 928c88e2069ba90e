"""The last result of a check on this machine."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.common.last_check import CheckKind, LastCheck, keep_last_check, last_check

LAST = LastCheck(result="no drift", passed=True, at=datetime(2026, 11, 24, 2, 15, tzinfo=UTC))


def test_the_newest_result_of_each_check_is_kept(tmp_path: Path) -> None:
    keep_last_check(tmp_path, CheckKind.DRIFT, LastCheck(result="drift was found", passed=False, at=LAST.at))
    keep_last_check(tmp_path, CheckKind.DRIFT, LAST)
    assert last_check(tmp_path, CheckKind.DRIFT) == LAST
    assert last_check(tmp_path, CheckKind.HEALTH) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"result": "x", "passed": true, "at": "soon"}'])
def test_a_file_that_cannot_be_read_is_no_result(tmp_path: Path, content: str) -> None:
    keep_last_check(tmp_path, CheckKind.DRIFT, LAST)
    (tmp_path / "last-checks" / "drift.json").write_text(content)
    assert last_check(tmp_path, CheckKind.DRIFT) is None


def test_a_folder_that_cannot_be_written_fails_no_check(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep_last_check(tmp_path / "file", CheckKind.DRIFT, LAST)
    assert last_check(tmp_path / "file", CheckKind.DRIFT) is None
