"""Terraform's azurerm backend on the state store: kept, locked, restarted, refused."""

import json
import os
import socket
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ops.common.errors import ExitCode
from ops.delivery.releases.state_locks import (
    StateNotBreakableError,
    break_state_lease,
    break_state_lock,
    state_locks,
)
from ops.delivery.states.kept import Origin
from ops.delivery.states.push import StateRefusedError, compare, replace_damaged
from ops.delivery.states.state_file import StateFile
from ops.delivery.states.stored import require_stored
from ops.engine.terraform.engine import find_engine
from ops.engine.terraform.events import Progress
from ops.engine.terraform.failures import (
    StalePlanError,
    StateLeasedError,
    StateLockedError,
    StateNotSavedError,
    TerraformError,
    TerraformInterruptedError,
)
from ops.engine.terraform.runner import Terraform
from rehearsal.common.home import Home
from rehearsal.session.variables import rehearsal_environment
from rehearsal.state_store import azurite
from rehearsal.state_store.store import StateStore, StateStoreError
from tests.support.state_store import container_of
from tests.support.synthesized import BACKEND, document


def terraform(home: Home, store: StateStore, **parts: Any) -> Terraform:
    folder = home.root / "app"
    folder.mkdir(exist_ok=True)
    (folder / "cdk.tf.json").write_text(json.dumps(document("app", **parts)))
    return Terraform(
        engine=find_engine(),
        stack="app",
        folder=folder,
        environment=rehearsal_environment(home, store=store),
        logs=home.logs,
    )


def apply(sample: Terraform) -> None:
    plan = sample.folder / "saved.tfplan"
    sample.plan(out=plan)
    sample.apply(plan)


def one_resource(**more: Any) -> dict[str, Any]:
    return {"terraform_data": {"one": {"input": "1", **more}}}


def test_a_state_outlives_the_store_and_its_port(home: Home, store: StateStore) -> None:
    sample = terraform(home, store, resource=one_resource())
    sample.init()
    apply(sample)
    state = store.read_state(BACKEND.key)
    assert state is not None
    assert [resource["name"] for resource in state["resources"]] == ["one"]

    store.stop()
    with socket.create_server(("127.0.0.1", store.port)):
        moved = azurite.start(home, backend=BACKEND, preferred_port=store.port)
    try:
        assert moved.port != store.port
        again = terraform(home, moved, resource=one_resource())
        again.init()
        assert not again.plan().changed
    finally:
        moved.stop()


def test_the_port_of_last_time_is_taken_again_when_it_is_free(home: Home, store: StateStore) -> None:
    store.stop()
    again = azurite.start(home, backend=BACKEND, preferred_port=store.port)
    again.stop()
    assert again.port == store.port


def test_a_saved_plan_that_somebody_has_overtaken_is_refused_and_changes_nothing(
    home: Home, store: StateStore
) -> None:
    sample = terraform(home, store, resource=one_resource())
    sample.init()
    old = sample.folder / "old.tfplan"
    sample.plan(out=old)
    apply(sample)
    before = store.read_state(BACKEND.key)
    with pytest.raises(StalePlanError, match="another run has applied the stack since then") as caught:
        sample.apply(old)
    assert "run the command again" in caught.value.remedy
    assert store.read_state(BACKEND.key) == before


def test_a_state_that_is_not_there_is_none(store: StateStore) -> None:
    assert store.read_state("sample/other.tfstate") is None
    assert store.lock_of("sample/other.tfstate") is None


def test_a_state_that_is_cut_in_the_middle_is_named_with_its_size(store: StateStore) -> None:
    with container_of(store) as container:
        container.upload_blob(BACKEND.key, b'{"version": 4, "resou')
    with pytest.raises(StateStoreError, match="cannot be read: 21 bytes that are no JSON") as caught:
        store.read_state(BACKEND.key)
    assert caught.value.where.endswith("sample/app.tfstate")
    assert "docs/runbooks/recover-state.md" in caught.value.remedy


def test_a_held_state_names_its_holder_and_the_command_that_breaks_the_lock(
    home: Home, store: StateStore
) -> None:
    slow = one_resource(provisioner=[{"local-exec": {"command": "sleep 30"}}])
    first = terraform(home, store, resource=slow)
    first.init()
    plan = first.folder / "saved.tfplan"
    first.plan(out=plan)
    started = threading.Event()
    first.listener = lambda event: started.set() if isinstance(event, Progress) else None

    def work() -> None:
        with pytest.raises(TerraformInterruptedError):
            first.apply(plan)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert started.wait(60)
        with pytest.raises(StateLockedError) as caught:
            terraform(home, store, resource=slow).plan()
        holder = caught.value.holder
        held = store.lock_of(BACKEND.key)
        assert held is not None
        assert (held["ID"], held["Who"]) == (holder.lock_id, holder.who)
        assert holder.since.endswith("UTC")
    finally:
        first.interrupt()
        thread.join(60)
    assert store.lock_of(BACKEND.key) is None


def test_the_lock_of_a_dead_run_is_broken_by_the_command_that_the_error_names(
    home: Home, store: StateStore
) -> None:
    slow = one_resource(provisioner=[{"local-exec": {"command": "sleep 30"}}])
    sample = terraform(home, store, resource=slow)
    sample.init()
    plan = sample.folder / "saved.tfplan"
    sample.plan(out=plan)
    engine = str(sample.engine.executable)
    killed = subprocess.Popen(
        [engine, "apply", "-json", str(plan)],
        cwd=sample.folder,
        env=dict(sample.environment),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert killed.stdout
    assert any('"apply_start"' in line for line in killed.stdout)
    os.killpg(killed.pid, 9)
    killed.communicate()
    with pytest.raises(StateLockedError) as caught:
        sample.plan()
    assert caught.value.remedy.endswith("break the lock: ops state unlock app")
    with container_of(store) as container:
        (lock,) = state_locks(container, environment="sample")
        other = replace(lock, lock_id="00000000-0000-0000-0000-000000000000")
        with pytest.raises(StateNotBreakableError, match="is no longer locked by"):
            break_state_lock(container, other, environment="sample")
        break_state_lock(container, lock, environment="sample")
        assert state_locks(container, environment="sample") == ()
    assert sample.plan().changed


def test_a_state_that_its_store_did_not_take_is_kept_and_pushed_when_the_store_is_back(
    home: Home, store: StateStore
) -> None:
    slow = one_resource(provisioner=[{"local-exec": {"command": "sleep 2"}}])
    sample = terraform(home, store, resource=slow)
    sample.init()
    plan = sample.folder / "saved.tfplan"
    sample.plan(out=plan)
    before = datetime.now(UTC)
    # In order: Azurite writes what it knows, the lock included, every five seconds and at its end.
    sample.listener = lambda event: store.stop() if isinstance(event, Progress) else None
    with pytest.raises(StateNotSavedError) as caught:
        sample.apply(plan)
    kept = sample.folder / "errored.tfstate"
    assert caught.value.exit_code == ExitCode.STATE_NOT_SAVED
    assert "its state could not be written: the state storage account does not answer" in caught.value.what
    assert caught.value.where == str(kept)
    assert caught.value.remedy.endswith("before anything else is deployed: ops state push app")
    assert kept.stat().st_mode & 0o077 == 0

    origin = Origin(host=socket.gethostname(), since=before.replace(microsecond=0), until=datetime.now(UTC))
    back = azurite.start(home, backend=BACKEND, preferred_port=store.port)
    try:
        again = terraform(home, back, resource=slow)
        with container_of(back) as container:
            # Terraform's own refusal, in plain text: its lock could not be released either.
            with pytest.raises(StateLockedError) as locked:
                again.push(kept)
            (lock,) = state_locks(container, environment="sample")
            assert lock.lock_id == locked.value.holder.lock_id
            assert origin.held(lock)
            assert not replace(origin, host="another-machine").held(lock)
            assert not replace(origin, until=before - timedelta(minutes=1)).held(lock)
            break_state_lock(container, lock, environment="sample")
            comparison = compare(container, StateFile.read(kept), environment="sample", stack="app")
            assert comparison.follows
            assert comparison.gained == {"terraform_data.one"}
            again.push(kept)
            written = compare(container, StateFile.read(kept), environment="sample", stack="app")
            # Terraform counts the serial up when it writes.
            assert written.stored
            assert written.stored.serial == written.file.serial + 1
            assert not written.gained
        assert not again.plan().changed
    finally:
        back.stop()


@pytest.mark.parametrize("half", [b"", b'{"version": 4, "serial": 1, "lin'])
def test_a_lost_or_damaged_state_is_put_back(home: Home, store: StateStore, half: bytes) -> None:
    sample = terraform(home, store, resource=one_resource())
    sample.init()
    apply(sample)
    with container_of(store) as container:
        whole = require_stored(container, environment="sample", stack="app").parsed()
        container.upload_blob(BACKEND.key, half, overwrite=True)
        saved = sample.folder / "saved.tfstate"
        saved.write_bytes(whole.content)
        if half:
            # Why Terraform cannot do it: it reads the state first.
            with pytest.raises(TerraformError):
                sample.push(saved, force=True)
            replace_damaged(container, whole, environment="sample", stack="app")
        else:
            sample.init()
            comparison = compare(container, whole, environment="sample", stack="app")
            assert comparison.follows
            assert comparison.stored
            assert comparison.stored.lineage != whole.lineage
            sample.push(saved)
    assert not sample.plan().changed


def test_a_state_file_that_is_refused_here_is_refused_by_terraform_as_well(
    home: Home, store: StateStore
) -> None:
    sample = terraform(home, store, resource=one_resource())
    sample.init()
    with container_of(store) as container:
        older = sample.folder / "older.tfstate"
        older.write_bytes(require_stored(container, environment="sample", stack="app").content)
        apply(sample)
        content = json.loads(require_stored(container, environment="sample", stack="app").content)
        foreign = sample.folder / "foreign.tfstate"
        foreign.write_text(json.dumps({**content, "lineage": "another", "serial": 99}))
        for file, why in ((older, "serial is"), (foreign, "of another state")):
            refused = compare(container, StateFile.read(file), environment="sample", stack="app")
            with pytest.raises(StateRefusedError, match=why):
                refused.require_pushable(source=str(file), force=False)
            with pytest.raises(TerraformError, match="cannot import state with"):
                sample.push(file)
        compare(container, StateFile.read(older), environment="sample", stack="app").require_pushable(
            source=str(older), force=True
        )
        sample.push(older, force=True)
        # Terraform raises the serial of a state that it is forced to write.
        written = require_stored(container, environment="sample", stack="app").parsed()
    assert written.addresses == frozenset()
    assert sample.plan().changed


def test_a_lease_without_terraforms_record_is_reported_as_such_and_broken_by_the_command_it_names(
    home: Home, store: StateStore
) -> None:
    sample = terraform(home, store, resource=one_resource())
    sample.init()
    apply(sample)
    with container_of(store) as container:
        container.get_blob_client(BACKEND.key).acquire_lease()
        with pytest.raises(StateLeasedError, match=r"leased without \w+'s lock record") as caught:
            sample.plan()
        assert caught.value.exit_code == ExitCode.LOCKED
        assert "`ops unlock --state app`" in caught.value.remedy
        break_state_lease(container, environment="sample", stack="app")
    assert not sample.plan().changed


def test_a_lock_of_terraform_is_read_with_its_holder_and_is_not_broken(home: Home, store: StateStore) -> None:
    slow = one_resource(provisioner=[{"local-exec": {"command": "sleep 30"}}])
    sample = terraform(home, store, resource=slow)
    sample.init()
    plan = sample.folder / "saved.tfplan"
    sample.plan(out=plan)
    started = threading.Event()
    sample.listener = lambda event: started.set() if isinstance(event, Progress) else None

    def work() -> None:
        with pytest.raises(TerraformInterruptedError):
            sample.apply(plan)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert started.wait(60)
        with container_of(store) as container:
            held = store.lock_of(BACKEND.key)
            (lock,) = state_locks(container, environment="sample")
            with pytest.raises(StateNotBreakableError, match="is locked by") as refused:
                break_state_lease(container, environment="sample", stack="app")
        assert held is not None
        assert (lock.stack, lock.lock_id, lock.who) == ("app", held["ID"], held["Who"])
        assert refused.value.remedy.endswith("ops state unlock app --environment sample")
        assert store.lock_of(BACKEND.key) == held
    finally:
        sample.interrupt()
        thread.join(60)


def test_a_store_that_cannot_start_says_why_and_leaves_no_process(home: Home) -> None:
    home.certificates.mkdir()
    (home.certificates / "state-store.pem").write_text("not a certificate")
    (home.root / "state-store-key.pem").write_text("not a key")
    with pytest.raises(StateStoreError, match="the state store ended at once") as caught:
        azurite.start(home, backend=BACKEND)
    assert "PEM" in caught.value.what
    assert caught.value.where == str(home.logs / "state-store.log")
