from datetime import date
from pathlib import Path

import pytest

from ops.commands.images.accepted import AcceptedEntry, AcceptedFindingsError, read_accepted

REASON = "in libexample, which our code does not call"


def _write(folder: Path, text: str) -> Path:
    path = folder / "trivyignore.yaml"
    path.write_text(text)
    return path


def test_an_entry_has_a_reason_and_an_end_date(tmp_path: Path) -> None:
    text = f"vulnerabilities:\n  - id: CVE-2026-1\n    statement: {REASON}\n    expired_at: 2026-12-31\n"

    accepted = read_accepted(_write(tmp_path, text))

    assert [(one.id, one.statement, one.expired_at) for one in accepted.findings] == [
        ("CVE-2026-1", REASON, date(2026, 12, 31))
    ]
    assert accepted.expired(date(2026, 12, 30)) == []
    assert accepted.expired(date(2026, 12, 31)) == ["CVE-2026-1 (2026-12-31)"]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{id: CVE-1, expired_at: 2026-12-31}", "must have exactly these keys"),
        (f"{{id: CVE-1, statement: '{REASON}'}}", "must have exactly these keys"),
        ("{id: CVE-1, statement: '', expired_at: 2026-12-31}", "has no `statement`"),
        ("{id: CVE-1, statement: later, expired_at: 2026-12-31}", "has no reason"),
        (f"{{id: CVE-1, statement: '{REASON}', expired_at: soon}}", "has no end date"),
        (f"{{id: CVE-1, statement: '{REASON}', expired_at: 2026-12-31, paths: [x]}}", "exactly these keys"),
        ("CVE-1", "must have exactly these keys"),
    ],
)
def test_an_entry_without_a_reason_or_an_end_date_is_refused(
    tmp_path: Path, entry: str, problem: str
) -> None:
    with pytest.raises(AcceptedFindingsError, match=problem) as refused:
        read_accepted(_write(tmp_path, f"vulnerabilities: [{entry}]"))
    assert "trivyignore.yaml" in refused.value.where


def test_critical_findings_are_not_accepted_as_a_class(tmp_path: Path) -> None:
    entry = f"{{severity: CRITICAL, distribution: debian, statement: '{REASON}', expired_at: 2026-12-31}}"

    with pytest.raises(AcceptedFindingsError, match="may be HIGH only"):
        read_accepted(_write(tmp_path, f"unfixed: [{entry}]"))


@pytest.mark.parametrize("text", ["[]x: {", "- CVE-1", "vulnerabilities: CVE-1", "ignored: []"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AcceptedFindingsError):
        read_accepted(_write(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AcceptedFindingsError, match="cannot be read"):
        read_accepted(tmp_path / "trivyignore.yaml")


def test_this_repositorys_entries_are_complete() -> None:
    accepted = read_accepted()

    assert [one.severity for one in accepted.unfixed] == ["HIGH"]
    entries: list[AcceptedEntry] = [*accepted.findings, *accepted.unfixed]
    assert all(one.expired_at < date(2027, 6, 1) for one in entries)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trivyignore.yaml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(AcceptedFindingsError, match="cannot be read"):
        read_accepted(path)
