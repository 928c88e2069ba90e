from pathlib import Path

import pytest

from ops.commands.init.files import PRIVATE, PlannedFile, Written, write_files


@pytest.mark.parametrize(
    ("there", "outcome", "afterwards"),
    [
        (None, Written.NEW, "mine"),
        ("shipped", Written.REPLACED, "mine"),
        ("mine", Written.SAME, "mine"),
        ("edited", Written.KEPT, "edited"),
    ],
)
def test_a_file_is_written_unless_somebody_wrote_it(
    tmp_path: Path, there: str | None, outcome: Written, afterwards: str
) -> None:
    path = tmp_path / "folder" / "file"
    if there is not None:
        path.parent.mkdir()
        path.write_text(there)
    assert write_files([PlannedFile(path=path, text="mine", shipped="shipped")]) == {path: outcome}
    assert path.read_text() == afterwards
    assert list(path.parent.iterdir()) == [path]


def test_a_file_of_secrets_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    write_files([PlannedFile(path=path, text="A=''\n", mode=PRIVATE)])
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_text_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\xff\xfe")
    assert write_files([PlannedFile(path=path, text="mine", shipped="shipped")]) == {path: Written.KEPT}
