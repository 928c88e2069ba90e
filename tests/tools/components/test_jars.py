"""The checksums of downloaded Java archives."""

from pathlib import Path

import pytest

from tools.components.cache import CannotBuildError
from tools.components.jars import check_sums


def test_an_altered_archive_is_named(tmp_path: Path) -> None:
    archives = tmp_path / "archives"
    archives.mkdir()
    (archives / "good.jar").write_bytes(b"")
    (archives / "altered.jar").write_bytes(b"changed")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    sums = tmp_path / "SHA256SUMS"
    sums.write_text(f"{empty} good.jar\n{empty} altered.jar\n{empty} missing.jar\n")

    with pytest.raises(CannotBuildError, match=r"altered\.jar, missing\.jar$"):
        check_sums(folder=archives, sums=sums)
