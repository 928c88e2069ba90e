"""Files that only their owner may read."""

from pathlib import Path

import pytest

from ops.common.private_files import open_private


def test_a_file_is_private_from_the_start_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    with open_private(path) as file:
        assert path.stat().st_mode & 0o777 == 0o600
        file.write(b"one")
    with open_private(path, append=True) as file:
        file.write(b" two")
    assert path.read_bytes() == b"one two"


def test_an_exclusive_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        open_private(path, exclusive=True)
    assert path.read_bytes() == b"kept"
