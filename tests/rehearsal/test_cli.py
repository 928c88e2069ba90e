"""The command line's messages and exit codes for a person's mistakes. Nothing is started here."""

import shutil
from functools import partial
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.common.tools import require_node
from rehearsal import cli
from rehearsal.common.home import Home
from rehearsal.session.exclusive import exclusive


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("REHEARSAL_HOME", str(tmp_path / "home"))
    return Home(root=tmp_path / "home")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `rehearse` in this process and return its exit code."""
    monkeypatch.setattr("sys.argv", ["rehearse", *arguments])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_an_unknown_environment_is_told_in_main_pys_words(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "nope")
    assert run(monkeypatch, "up") == ExitCode.SYNTHESIS_FAILED
    said = capfd.readouterr().err
    assert "error: ENVIRONMENT=nope: there is no file tests/environments/reference/nope.yaml" in said
    assert "Traceback" not in said
    assert not home.record.exists()


def test_a_full_disk_is_told_with_its_folder_before_anything_is_done(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage("/")._replace(free=5 * 1024 * 1024)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert run(monkeypatch, "up") == ExitCode.NO_SPACE
    said = capfd.readouterr().err
    assert "error: no space for the state: 5 MB free, 100 MB needed" in said
    assert f"where: {home.root}" in said
    assert "REHEARSAL_HOME" in said
    assert not home.synthesized.exists()


def test_no_node_is_told_before_anything_is_done(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = partial(require_node, tmp_path / "node")
    monkeypatch.setattr("rehearsal.session.setup.require_node", missing)
    assert run(monkeypatch, "up") == ExitCode.MISSING_TOOL
    assert "error: Node is not installed" in capfd.readouterr().err
    assert not home.synthesized.exists()


def test_a_second_rehearse_is_told_who_is_at_work(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with exclusive(home, command="up"):
        assert run(monkeypatch, "down") == ExitCode.LOCKED
    assert "error: `rehearse up` is running here since" in capfd.readouterr().err


@pytest.mark.parametrize("command", [["status"], ["cloud", "ls"]])
def test_a_command_that_needs_a_rehearsal_says_so(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run(monkeypatch, *command) == ExitCode.FAILED
    said = capfd.readouterr().err
    assert "error: nothing is rehearsed here" in said
    assert "rehearse up" in said


def test_a_wrong_option_is_a_usage_error(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "up", "--no-such-option") == ExitCode.USAGE
    said = capfd.readouterr().err
    assert "--no-such-option" in said
    assert "Traceback" not in said


def test_down_without_a_rehearsal_is_no_error(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "down") == 0
    assert "Nothing is rehearsed" in capfd.readouterr().out
