"""What `ops plan` says of a state that waits to be written: to write it, never to break the lock alone."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from azure.storage.blob import ContainerClient

from ops.common.errors import ExitCode
from ops.delivery.deployment.kept_states import KeptStateError, waiting
from ops.delivery.deployment.unwritten import unwritten_before_locks, unwritten_line
from ops.delivery.states.kept import kept_states
from ops.engine.terraform.failures import LockHolder, StateLockedError
from tests.ops.delivery.deployment.test_kept_states import workspace
from tests.ops.delivery.states.files import state
from tests.ops.delivery.states.test_kept import LOCK, failed_run, lock_state, store, unlock


def _locked(folder: Path) -> StateLockedError:
    holder = LockHolder(lock_id=LOCK, who="ana@laptop", operation="apply", since="today")
    return StateLockedError("app", holder=holder, folder=folder, diagnostics=(), environment="plans")


@pytest.mark.parametrize(
    ("at", "raised"),
    [(None, KeptStateError), (datetime(2026, 1, 1, tzinfo=UTC), StateLockedError)],
    ids=["the failed run", "another run"],
)
def test_the_lock_that_a_failed_run_left_is_broken_by_writing_its_state(
    container: ContainerClient, tmp_path: Path, at: datetime | None, raised: type[Exception]
) -> None:
    store(container, state(serial=4), environment="plans")
    path = failed_run(tmp_path, state(serial=5, resources=["a.two"]))
    lock_state(container, environment="plans", at=at or datetime.now(UTC))
    os.utime(path)
    here = workspace(tmp_path, environment="plans")
    kept = waiting(here, container)
    try:
        with pytest.raises(raised) as caught, unwritten_before_locks(here, container, kept):
            raise _locked(tmp_path)
    finally:
        unlock(container, environment="plans")
    if isinstance(caught.value, KeptStateError):
        assert caught.value.exit_code == ExitCode.STATE_NOT_SAVED
        assert caught.value.where == str(path)
        assert "`ops state push app --environment plans`" in caught.value.remedy
        assert "unlock" not in caught.value.remedy


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (state(serial=4), "write it: `ops state push app --environment lines`"),
        (
            state(serial=7, resources=["a.new"]),
            "Write it nevertheless with `ops state push app --environment lines --force`",
        ),
        (state(serial=4, lineage="other", resources=["a.new"]), "set it aside with `ops state discard app"),
        (state(serial=7, resources=["a.two"]), "the store has all of it"),
    ],
)
def test_the_line_of_a_state_names_its_file_and_the_command(
    container: ContainerClient, tmp_path: Path, stored: bytes, said: str
) -> None:
    store(container, stored, environment="lines")
    path = failed_run(tmp_path, state(serial=5, resources=["a.two"]))
    [kept] = kept_states(container, environment="lines", home=tmp_path)
    line = unwritten_line(kept, environment="lines")
    assert str(path) in line
    assert said in line
