"""The refusals of `rehearse up` before it starts, and its error when the disk fills up."""

import errno
import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from ops.common.errors import ExitCode, NoSpaceError, UserError
from ops.common.progress import Steps
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from rehearsal.commands.up.up import up as rehearse_up
from rehearsal.common.home import Home
from rehearsal.session import record
from rehearsal.session.failures import StoppedError
from rehearsal.state_store.background import BackgroundProcess
from rehearsal.state_store.store import StateStore


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(root=tmp_path)
    store = StateStore(
        account="samplestate",
        container="tfstate",
        port=12345,
        process=BackgroundProcess(pid=1, started=0.0),
        key="key",
        certificate=tmp_path / "state-store.pem",
    )
    record.save(home, environment="production", store=store)
    return home


def up(home: Home, monkeypatch: pytest.MonkeyPatch, failure: BaseException) -> None:
    """Run `up` until its preparation, which fails."""

    def fail() -> None:
        raise failure

    monkeypatch.setattr("rehearsal.session.setup.require_node", fail)
    rehearse_up(home, environment="production", steps=Steps(Console(file=io.StringIO())))


def test_another_environment_is_refused_while_one_is_rehearsed(home: Home) -> None:
    with pytest.raises(UserError, match="'production' is rehearsed here, so 'staging' cannot be") as caught:
        rehearse_up(home, environment="staging", steps=Steps(Console(file=io.StringIO())))
    assert "rehearse down" in caught.value.remedy


def test_a_step_that_failed_on_a_full_disk_says_so_and_keeps_what_was_said(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=0)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(NoSpaceError, match="0 MB free, 100 MB needed\nfailed to save") as caught:
        up(home, monkeypatch, TerraformError("failed to save"))
    assert caught.value.where == str(home.root)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_or_quota_is_told_without_a_traceback(
    home: Home, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with pytest.raises(NoSpaceError) as caught:
        up(home, monkeypatch, OSError(number, "full"))
    assert caught.value.where == str(home.root)
    assert caught.value.exit_code == ExitCode.NO_SPACE


def test_another_failure_is_not_blamed_on_the_disk(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TerraformError, match="a wrong name"):
        up(home, monkeypatch, TerraformError("a wrong name"))
    with pytest.raises(PermissionError):
        up(home, monkeypatch, PermissionError(errno.EACCES, "refused"))


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), TerraformInterruptedError("stopped")])
def test_a_stopped_command_says_how_to_go_on(
    home: Home, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    with pytest.raises(StoppedError, match="Nothing is left running") as caught:
        up(home, monkeypatch, failure)
    assert caught.value.exit_code == ExitCode.INTERRUPTED
