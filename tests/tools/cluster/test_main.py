"""What is said when a cluster cannot be started."""

import os
import shutil
from pathlib import Path

import pytest

from tools.cluster import __main__ as command


def test_a_folder_with_files_is_not_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("")

    with pytest.raises(SystemExit) as ended:
        command.main([str(tmp_path)])

    assert ended.value.code == 2
    assert f"{tmp_path} is not an empty folder: name another one" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_host_without_an_address_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main([str(tmp_path), "--host", "db.todo.test"])

    assert "--host takes NAME=ADDRESS" in capsys.readouterr().err


def test_another_user_than_root_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert command.main([str(tmp_path / "new")]) == 1

    assert capsys.readouterr().err.startswith(
        "error: a node runs on Linux as root: start this command with sudo"
    )
    assert not (tmp_path / "new").exists()


def test_missing_programs_are_named_with_their_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name, path: None if name == "ip" else f"/usr/bin/{name}")

    assert command.main([str(tmp_path / "new")]) == 1

    assert capsys.readouterr().err == "error: a node needs ip: install iproute2\n"
