"""`ops state` on a real state store: what it shows, saves, refuses and unlocks."""

import json
import socket
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from azure.storage.blob import BlobLeaseClient, ContainerClient
from typer.testing import CliRunner, Result

from contract.stacks import state_key
from ops.commands.state import command
from ops.common.confirmation import NotConfirmedError
from ops.common.errors import ExitCode, UserError
from ops.delivery.releases.release import Outcome
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.states.push import StateRefusedError
from ops.delivery.states.stored import NoStateError, VersionsIgnoredError, require_stored
from tests.ops.delivery.releases.test_inputs import a_release
from tests.ops.delivery.states.files import state
from tests.ops.delivery.states.test_kept import failed_run, lock_state

SECRET = "value-of-a.one"


@pytest.fixture
def stored(container: ContainerClient) -> ContainerClient:
    """Return the container with a state of `app`, serial 5, in the environment `shown`."""
    name = state_key(environment="shown", stack="app")
    blob = container.get_blob_client(name)
    if blob.exists() and blob.get_blob_properties().lease.state == "leased":
        BlobLeaseClient(blob).break_lease(lease_break_period=0)
    container.upload_blob(name, state(serial=5, resources=["a.one", "a.two"]), overwrite=True)
    return container


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPS_HOME", str(tmp_path))
    return tmp_path / "shown"


def ops(monkeypatch: pytest.MonkeyPatch, container: ContainerClient, *arguments: str) -> Result:
    monkeypatch.setattr(command, "open_state", lambda **_: nullcontext(container))
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["state", *arguments, "--environment", "shown"])


def test_show_has_figures_and_no_value(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path
) -> None:
    kept = failed_run(home, state(serial=6))
    answer = ops(monkeypatch, stored, "show", "app", "--json")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    [one] = document["states"]
    assert (one["serial"], one["lineage"], one["resources"], one["lock"]) == (5, "lineage-1", 2, None)
    assert one["size"] == len(state(serial=5, resources=["a.one", "a.two"]))
    command = "before anything else is deployed, write it: `ops state push app --environment shown`"
    assert document["not_written"] == [{"stack": "app", "serial": 6, "where": str(kept), "remedy": command}]
    assert document["problems"] == []
    seen = ops(monkeypatch, stored, "show").output
    assert command in " ".join(seen.split())
    assert "lineage-1" in seen
    assert "Deployment lock: free" in seen
    assert SECRET not in seen + answer.output


def test_a_damaged_state_is_shown_as_damaged_and_saved_as_it_is(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path
) -> None:
    stored.upload_blob(state_key(environment="shown", stack="app"), b'{"version": 4', overwrite=True)
    [one] = json.loads(ops(monkeypatch, stored, "show", "app", "--json").stdout)["states"]
    assert one["problem"] == "this is not a state: it is not JSON, or cut off after 13 bytes"
    shown = " ".join(ops(monkeypatch, stored, "show", "app").output.split())
    assert f"Problem: the state of app: {one['problem']}. Choose an earlier version" in shown
    assert "`ops state push app --environment shown --force FILE`" in shown
    assert "docs/runbooks/recover-state.md" in shown
    saved = home.parent / "broken.tfstate"
    assert ops(monkeypatch, stored, "pull", "app", "--out", str(saved)).exit_code == 0
    assert saved.read_bytes() == b'{"version": 4'


def test_a_state_that_is_gone_although_a_release_applied_it_is_lost_and_not_never_written(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path
) -> None:
    stored.delete_blob(state_key(environment="shown", stack="app"))
    assert "never" in ops(monkeypatch, stored, "show", "app").output
    release = a_release().model_copy(update={"outcome": Outcome.PASSED, "fingerprints": {"app": "f00d"}})
    releases = ReleaseStore(stored, environment="shown")
    releases.save(release)
    shown = " ".join(ops(monkeypatch, stored, "show", "app").output.split())
    releases.discard(release.id)
    assert "never" not in shown
    assert "lost" in shown
    assert f"the state of app is gone, but release {release.id} applied it" in shown
    assert "docs/runbooks/recover-state.md" in shown


def test_a_version_that_the_store_does_not_answer_with_is_refused_and_nothing_is_saved(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path
) -> None:
    saved = home.parent / "old.tfstate"
    version = "2020-01-01T00:00:00.0000000Z"
    answer = ops(monkeypatch, stored, "pull", "app", "--version", version, "--out", str(saved))
    assert isinstance(answer.exception, VersionsIgnoredError)
    assert "the current state of app" in answer.exception.what
    assert version in answer.exception.what
    assert "ops state show app --environment shown" in answer.exception.remedy
    assert not saved.exists()


@pytest.mark.parametrize("answered", ["2020-01-01T00:00:00.0000000Z", "2020-01-02T00:00:00.0000000Z"])
def test_only_the_version_that_was_asked_for_is_taken(
    stored: ContainerClient, monkeypatch: pytest.MonkeyPatch, answered: str
) -> None:
    # Azure names the version of its answer in this header; the state store of a rehearsal does not.
    monkeypatch.setattr(
        "azure.storage.blob._models.BlobProperties.version_id",
        property(lambda _: answered, lambda *_: None),
        raising=False,
    )
    asked = "2020-01-01T00:00:00.0000000Z"
    if answered == asked:
        found = require_stored(stored, environment="shown", stack="app", version=asked)
        assert found.parsed().serial == 5
        return
    with pytest.raises(VersionsIgnoredError, match=f"version '{answered}'"):
        require_stored(stored, environment="shown", stack="app", version=asked)


def test_pull_writes_a_private_file_and_never_over_another(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path
) -> None:
    saved = home.parent / "app.tfstate"
    answer = ops(monkeypatch, stored, "pull", "app", "--out", str(saved))
    assert answer.exit_code == 0, answer.output
    assert SECRET not in answer.output
    assert saved.read_bytes() == state(serial=5, resources=["a.one", "a.two"])
    assert saved.stat().st_mode & 0o077 == 0
    again = ops(monkeypatch, stored, "pull", "app", "--out", str(saved))
    assert isinstance(again.exception, UserError)
    assert again.exception.where == str(saved)
    none = ops(monkeypatch, stored, "pull", "addons", "--out", "-")
    assert isinstance(none.exception, NoStateError)


def test_push_refuses_before_anything_is_opened(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "old.tfstate"
    file.write_bytes(state(serial=4, resources=["a.one"]))
    older = ops(monkeypatch, stored, "push", "app", str(file))
    assert isinstance(older.exception, StateRefusedError)
    assert "its serial is 4, that of the store 5" in older.exception.what
    assert "The file lacks 1 resources that the store has: a.two." in older.exception.remedy
    unasked = ops(monkeypatch, stored, "push", "app", str(file), "--force")
    assert isinstance(unasked.exception, NotConfirmedError)
    file.write_bytes(state(serial=9, lineage="other"))
    foreign = ops(monkeypatch, stored, "push", "app", str(file), "--force", "--yes")
    assert isinstance(foreign.exception, StateRefusedError)
    assert "its lineage is other, that of the store lineage-1" in foreign.exception.what
    nothing = ops(monkeypatch, stored, "push", "app")
    assert isinstance(nothing.exception, NoStateError)
    assert "no state of app waits" in nothing.exception.what
    assert nothing.exception.remedy == "name a file: ops state push app --environment shown FILE"


def test_push_never_writes_the_state_of_another_stack(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path, tmp_path: Path
) -> None:
    app, foundation = (state_key(environment="shown", stack=name) for name in ("app", "foundation"))
    file = tmp_path / "foundation.tfstate"
    file.write_bytes(state(serial=2, lineage="lineage-2"))
    stored.upload_blob(foundation, state(serial=7, lineage="lineage-2"), overwrite=True)
    # Whole, cut in half, and gone: this file is never its next version.
    for content in (state(serial=5), b'{"version": 4', None):
        stored.delete_blob(app)
        if content:
            stored.upload_blob(app, content)
        refused = ops(monkeypatch, stored, "push", "app", str(file), "--force", "--yes")
        assert isinstance(refused.exception, StateRefusedError)
        assert "the file is the state of foundation" in refused.exception.what
        if not content:
            stored.upload_blob(app, state(serial=5))
    stored.delete_blob(foundation)


def test_push_asks_for_force_where_the_store_has_the_state_of_another_stack(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path, tmp_path: Path
) -> None:
    foundation = state_key(environment="shown", stack="foundation")
    for stack in ("app", "foundation"):
        name = state_key(environment="shown", stack=stack)
        other = state(serial=2, lineage="lineage-2", resources=["b.one"])
        stored.upload_blob(name, other, overwrite=True)
    file = tmp_path / "app.tfstate"
    file.write_bytes(state(serial=5, resources=["a.one"]))
    refused = ops(monkeypatch, stored, "push", "app", str(file))
    assert isinstance(refused.exception, StateRefusedError)
    assert "the store holds the state of foundation" in refused.exception.what
    assert "--force" in refused.exception.remedy
    unasked = ops(monkeypatch, stored, "push", "app", str(file), "--force")
    assert isinstance(unasked.exception, NotConfirmedError)
    stored.delete_blob(foundation)


def test_unlock_names_the_holder_before_it_asks(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path
) -> None:
    lock_state(stored, environment="shown", at=datetime(2026, 11, 24, 3, 14, 9, tzinfo=UTC))
    unasked = ops(monkeypatch, stored, "unlock", "app")
    assert isinstance(unasked.exception, NotConfirmedError)
    assert unasked.exception.exit_code == ExitCode.USAGE
    assert f"is locked: ana@{socket.gethostname()} since 2026-11-24T03:14:09Z (apply)." in unasked.output
    done = ops(monkeypatch, stored, "unlock", "app", "--yes")
    assert done.exit_code == 0, done.output
    assert "shown: the state of app is unlocked." in done.output
    assert "is not locked" in ops(monkeypatch, stored, "unlock", "app").output


def test_discard_sets_a_state_aside_that_is_not_wanted(
    monkeypatch: pytest.MonkeyPatch, stored: ContainerClient, home: Path
) -> None:
    nothing = ops(monkeypatch, stored, "discard", "app")
    assert isinstance(nothing.exception, NoStateError)
    assert "there is nothing to set aside" in nothing.exception.remedy
    assert "push" not in nothing.exception.remedy
    kept = failed_run(home, state(serial=3, resources=["a.only"]))
    unasked = ops(monkeypatch, stored, "discard", "app")
    assert isinstance(unasked.exception, NotConfirmedError)
    assert unasked.exception.what == "nobody can be asked here for a confirmation"
    assert kept.exists()
    done = ops(monkeypatch, stored, "discard", "app", "--yes")
    assert done.exit_code == 0, done.output
    assert not kept.exists()
    assert json.loads(ops(monkeypatch, stored, "show", "--json").stdout)["not_written"] == []
