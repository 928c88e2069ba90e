"""Terraform's azurerm backend on the state store: kept, locked, restarted, refused."""

import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.common.errors import ExitCode
from ops.delivery.releases.state_locks import StateNotBreakableError, break_state_lease, state_locks
from ops.engine.synthesis.document import StateBackend
from ops.engine.terraform.engine import find_engine
from ops.engine.terraform.events import Progress
from ops.engine.terraform.failures import (
    StalePlanError,
    StateLeasedError,
    StateLockedError,
    TerraformInterruptedError,
)
from ops.engine.terraform.runner import Terraform
from rehearsal.common.home import Home
from rehearsal.session.variables import rehearsal_environment
from rehearsal.state_store import azurite
from rehearsal.state_store.store import StateStore, StateStoreError
from tests.support.state_store import container_of
from tests.support.synthesized import ACCOUNT, CONTAINER, document

BACKEND = StateBackend(account=ACCOUNT, container=CONTAINER, key="sample/app.tfstate")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(root=tmp_path / "home")
    home.root.mkdir()
    # No providers are needed: Terraform's built-in resource type is enough to have a state.
    home.terraform_rc.write_text("disable_checkpoint = true\n")
    return home


@pytest.fixture
def store(home: Home) -> Iterator[StateStore]:
    store = azurite.start(home, backend=BACKEND)
    yield store
    store.stop()


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
    command = caught.value.remedy.rpartition("break the lock: ")[2].split()
    assert command[0] == "terraform"
    subprocess.run(
        [engine, *command[1:2], "force-unlock", "-force", command[-1]],
        env=dict(sample.environment),
        check=True,
        capture_output=True,
    )
    assert sample.plan().changed


def test_a_lease_without_terraforms_record_is_reported_as_such_and_broken_by_the_command_it_names(
    home: Home, store: StateStore
) -> None:
    sample = terraform(home, store, resource=one_resource())
    sample.init()
    apply(sample)
    with container_of(store) as container:
        container.get_blob_client(BACKEND.key).acquire_lease()
        with pytest.raises(StateLeasedError, match="leased without Terraform's lock record") as caught:
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
            with pytest.raises(StateNotBreakableError, match="is locked by Terraform") as refused:
                break_state_lease(container, environment="sample", stack="app")
        assert held is not None
        assert (lock.stack, lock.lock_id, lock.who) == ("app", held["ID"], held["Who"])
        assert f"force-unlock {held['ID']}" in refused.value.remedy
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
