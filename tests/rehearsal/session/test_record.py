"""The record of a rehearsal in its folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.common.errors import UserError
from rehearsal.commands.down.command import down
from rehearsal.common.home import Home
from rehearsal.session import record
from rehearsal.state_store.background import BackgroundProcess
from rehearsal.state_store.store import StateStore, account_key


def test_a_rehearsal_is_found_again_and_its_key_is_not_in_the_record(tmp_path: Path) -> None:
    home = Home(root=tmp_path)
    store = StateStore(
        account="samplestate",
        container="tfstate",
        port=12345,
        process=BackgroundProcess(pid=77, started=1.5),
        key=account_key(home),
        certificate=home.certificates / "state-store.pem",
    )
    record.save(home, environment="staging", store=store)
    found = record.load(home)
    assert found is not None
    assert found.environment == "staging"
    assert found.store(home) == store
    assert store.key not in home.record.read_text()
    record.forget(home)
    assert record.load(home) is None


def test_a_folder_without_a_rehearsal_has_no_record(tmp_path: Path) -> None:
    assert record.load(Home(root=tmp_path)) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"pid": "x", "started": 1}'])
def test_a_damaged_record_is_named_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    home = Home(root=tmp_path)
    home.record.write_bytes(content)
    with pytest.raises(UserError, match="is damaged") as error:
        record.load(home)
    assert error.value.where == str(home.record)
    assert "rehearse down --discard" in error.value.remedy


def test_a_rehearsal_with_a_damaged_record_can_be_discarded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(root=tmp_path)
    home.state.mkdir()
    home.record.write_text("{")
    home.cloud.write_bytes(b"garbage")
    store = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", str(home.state)])
    monkeypatch.setenv("REHEARSAL_HOME", str(tmp_path))
    down(discard=True)
    assert store.poll() is not None
    assert not home.record.exists()
    assert not home.cloud.exists()
