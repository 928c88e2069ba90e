"""States that were not written: found in runs and beside the state, compared, set aside."""

import base64
import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from azure.storage.blob import BlobLeaseClient, ContainerClient

from contract.stacks import state_key
from ops.common.errors import ExitCode
from ops.common.run_folder import KEPT, new_run
from ops.delivery.releases.state_locks import state_locks
from ops.delivery.states.kept import kept_states, put_beside, release_own_lock, remove, set_aside
from ops.delivery.states.push import StateRefusedError, compare, replace_damaged
from ops.delivery.states.state_file import DamagedStateError, StateFile
from tests.ops.delivery.states.files import state

LOCK = "8f2c0c2e-8a0c-4ef4-2a31-0d6b3b6b9a51"


def store(container: ContainerClient, content: bytes, *, environment: str) -> None:
    name = state_key(environment=environment, stack="app")
    container.upload_blob(name, content, overwrite=True)


def failed_run(home: Path, content: bytes, *, at: datetime | None = None, rolled_back: bool = False) -> Path:
    run = new_run(home, now=at)
    run.close()
    folder = run.path / ("rollback/20261128T010203Z-abc" if rolled_back else "cdktf.out/stacks/app")
    folder.mkdir(parents=True)
    path = folder / "errored.tfstate"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("rolled_back", [False, True])
def test_a_state_in_the_folder_of_a_run_is_found_with_what_only_it_knows(
    container: ContainerClient, tmp_path: Path, *, rolled_back: bool
) -> None:
    store(container, state(serial=4, resources=["a.one"]), environment="found")
    path = failed_run(tmp_path, state(serial=5, resources=["a.one", "a.two"]), rolled_back=rolled_back)
    [kept] = kept_states(container, environment="found", home=tmp_path)
    assert (kept.stack, kept.path, kept.source) == ("app", path, str(path))
    assert kept.comparison.follows
    assert kept.comparison.gained == {"a.two"}
    assert not kept.settled
    remove(container, kept)
    assert kept_states(container, environment="found", home=tmp_path) == ()


def test_a_state_beside_the_state_is_found_on_another_machine(
    container: ContainerClient, tmp_path: Path
) -> None:
    store(container, state(serial=4), environment="beside")
    path = failed_run(tmp_path / "runner", state(serial=5, resources=["a.two"]))
    run = path.parents[3].name
    name = put_beside(container, path, environment="beside", stack="app", run=run)
    assert name == f"beside/errored/{run}-app.tfstate"
    [kept] = kept_states(container, environment="beside", home=tmp_path / "laptop")
    assert (kept.stack, kept.run, kept.blob) == ("app", run, name)
    assert kept.origin.host == socket.gethostname()
    assert kept.origin.since <= kept.origin.until <= datetime.now(UTC)
    assert kept.comparison.follows
    assert set_aside(container, kept) == f"beside/errored/set-aside/{run}-app.tfstate"
    assert kept_states(container, environment="beside", home=None) == ()


@pytest.mark.parametrize(
    ("stored", "settled", "why"),
    [
        (state(serial=5, resources=["a.two"]), True, ""),
        (state(serial=7, resources=["a.two", "a.new"]), True, ""),
        (state(serial=7, resources=["a.new"]), False, "its serial is 5, that of the store 7"),
        (state(serial=5, resources=["a.new"]), False, "its serial is 5, that of the store 5"),
        (
            state(serial=4, lineage="other", resources=["a.new"]),
            False,
            "its lineage is lineage-1, that of the store other",
        ),
        (b'{"version": 4', False, "the state in the store cannot be read"),
    ],
)
def test_only_a_state_that_follows_is_pushed_without_force(
    container: ContainerClient, tmp_path: Path, stored: bytes, settled: bool, why: str
) -> None:
    store(container, stored, environment="compared")
    failed_run(tmp_path, state(serial=5, resources=["a.two"]))
    [kept] = kept_states(container, environment="compared", home=tmp_path)
    assert kept.settled is settled
    assert not kept.comparison.follows
    if not settled:
        with pytest.raises(StateRefusedError, match=why) as caught:
            kept.comparison.require_pushable(source=kept.source, force=False)
        assert caught.value.exit_code == ExitCode.USAGE
    if b"lineage-1" in stored or not stored.endswith(b"}"):
        kept.comparison.require_pushable(source=kept.source, force=True)
    else:
        with pytest.raises(StateRefusedError, match="of another state"):
            kept.comparison.require_pushable(source=kept.source, force=True)


def test_force_names_what_is_lost(container: ContainerClient, tmp_path: Path) -> None:
    store(container, state(serial=9, resources=["a.new"]), environment="lost")
    failed_run(tmp_path, state(serial=5))
    [kept] = kept_states(container, environment="lost", home=tmp_path)
    assert kept.comparison.losses() == "The file lacks 1 resources that the store has: a.new."


def test_a_first_state_follows_nothing_and_an_empty_blob(container: ContainerClient, tmp_path: Path) -> None:
    failed_run(tmp_path, state(serial=1, resources=["a.two"]))
    [kept] = kept_states(container, environment="never", home=tmp_path)
    assert kept.comparison.follows
    store(container, b"", environment="never")
    [kept] = kept_states(container, environment="never", home=tmp_path)
    assert kept.comparison.follows


def test_a_state_without_resources_is_followed_by_any(container: ContainerClient, tmp_path: Path) -> None:
    # Terraform writes one of a new lineage where the state was lost.
    store(container, state(serial=9, lineage="new"), environment="empty")
    failed_run(tmp_path, state(serial=5, resources=["a.two"]))
    [kept] = kept_states(container, environment="empty", home=tmp_path)
    assert kept.comparison.follows
    kept.comparison.require_pushable(source=kept.source, force=False)


def test_a_damaged_state_is_replaced_unless_it_is_locked(container: ContainerClient, tmp_path: Path) -> None:
    store(container, b'{"version": 4', environment="replaced")
    file = StateFile.parse(state(serial=5), where="here")
    lock_state(container, environment="replaced", at=datetime.now(UTC))
    with pytest.raises(StateRefusedError, match="the state of app is locked"):
        replace_damaged(container, file, environment="replaced", stack="app")
    unlock(container, environment="replaced")
    replace_damaged(container, file, environment="replaced", stack="app")
    assert compare(container, file, environment="replaced", stack="app").same
    assert state_locks(container, environment="replaced") == ()


def test_a_half_written_file_is_named(container: ContainerClient, tmp_path: Path) -> None:
    path = failed_run(tmp_path, b'{"version": 4, "ser')
    with pytest.raises(DamagedStateError) as caught:
        kept_states(container, environment="half", home=tmp_path)
    assert caught.value.where == str(path)


def test_only_the_lock_of_the_failed_run_is_broken(container: ContainerClient, tmp_path: Path) -> None:
    store(container, state(serial=4), environment="lock")
    path = failed_run(tmp_path, state(serial=5), at=datetime.now(UTC) - timedelta(seconds=5))
    [kept] = kept_states(container, environment="lock", home=tmp_path)
    lock_state(container, environment="lock", at=datetime.now(UTC) + timedelta(minutes=1))
    assert release_own_lock(container, kept, environment="lock") is None
    [lock] = state_locks(container, environment="lock")
    assert lock.holder.endswith("(apply)")
    unlock(container, environment="lock")
    lock_state(container, environment="lock", at=datetime.fromtimestamp(path.stat().st_mtime - 1, UTC))
    broken = release_own_lock(container, kept, environment="lock")
    assert broken
    assert broken.who.endswith(f"@{socket.gethostname()}")
    assert state_locks(container, environment="lock") == ()


def test_a_run_with_a_state_that_was_not_written_is_never_removed(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
    path = failed_run(tmp_path, state(serial=5), at=now)
    other = new_run(tmp_path, now=now)
    other.close()
    for number in range(KEPT + 3):
        new_run(tmp_path, now=now + timedelta(days=3, minutes=number)).close()
    assert path.exists()
    assert not other.path.exists()


def lock_state(container: ContainerClient, *, environment: str, at: datetime) -> None:
    """Lock the state of `app` as Terraform does."""
    blob = container.get_blob_client(state_key(environment=environment, stack="app"))
    facts = {
        "ID": LOCK,
        "Operation": "OperationTypeApply",
        "Who": f"ana@{socket.gethostname()}",
        "Created": f"{at:%Y-%m-%dT%H:%M:%S}.123456789Z",
    }
    blob.acquire_lease(lease_id=LOCK)
    record = base64.b64encode(json.dumps(facts).encode()).decode()
    blob.set_blob_metadata({"terraformlockid": record}, lease=LOCK)


def unlock(container: ContainerClient, *, environment: str) -> None:
    blob = container.get_blob_client(state_key(environment=environment, stack="app"))
    BlobLeaseClient(blob).break_lease(lease_break_period=0)
    blob.set_blob_metadata({})
