"""The record of a rehearsal in its folder."""

from pathlib import Path

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
