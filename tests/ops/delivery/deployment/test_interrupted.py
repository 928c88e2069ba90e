import json
from datetime import UTC, datetime
from pathlib import Path

from azure.storage.blob import ContainerClient

from ops.delivery.deployment.interrupted import close_interrupted, remember_release
from ops.delivery.releases.release import Outcome, Release
from ops.delivery.releases.store import ReleaseStore

STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def _release(environment: str, *, outcome: Outcome = Outcome.RUNNING) -> Release:
    return Release(
        id="20260102T030405Z-0123abc",
        environment=environment,
        commit="0123abc",
        images={},
        revisions={},
        fingerprints={},
        by="alice@laptop",
        started_at=STARTED,
        outcome=outcome,
    )


def _lines(path: Path, *events: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*map(json.dumps, events), '{"half": ']))


def _done(address: str) -> dict[str, object]:
    return {"type": "apply_complete", "hook": {"resource": {"addr": address}, "action": "create"}}


def _summary(operation: str) -> dict[str, object]:
    return {
        "type": "change_summary",
        "changes": {"operation": operation, "add": 47, "change": 1, "remove": 0},
    }


def _closed(container: ContainerClient, environment: str, run: Path) -> Release:
    store = ReleaseStore(container, environment=environment)
    store.save(_release(environment))
    remember_release(run, _release(environment))
    [closed] = close_interrupted(store, runs=[run])
    assert store.get(closed.id) == closed
    return closed


def test_a_run_killed_during_an_apply_says_how_far_it_came(
    container: ContainerClient, tmp_path: Path
) -> None:
    _lines(tmp_path / "logs/app-plan.jsonl", _summary("plan"))
    _lines(tmp_path / "logs/app-apply.jsonl", _done("a"), _done("b"))
    closed = _closed(container, "during", tmp_path)
    assert closed.outcome is Outcome.FAILED
    assert closed.finished_at is not None
    assert closed.reason == "it was killed during the apply of app: at least 2 of 48 changes were made"


def test_a_run_whose_state_the_store_did_not_take_was_not_killed(
    container: ContainerClient, tmp_path: Path
) -> None:
    failure = {"severity": "error", "summary": "Failed to save state", "detail": "connection refused"}
    _lines(
        tmp_path / "logs/app-apply.jsonl",
        _done("a"),
        {"type": "diagnostic", "diagnostic": failure},
        _summary("apply"),
    )
    closed = _closed(container, "unsaved", tmp_path)
    assert closed.reason == "the apply of app failed after 1 changes: Failed to save state"


def test_a_run_killed_after_an_apply_says_so(container: ContainerClient, tmp_path: Path) -> None:
    _lines(tmp_path / "logs/app-apply.jsonl", _done("a"), _summary("apply"), {"type": "outputs"})
    assert _closed(container, "after", tmp_path).reason == "it was killed after the apply of app (1 changes)"


def test_a_run_killed_before_an_apply_changed_nothing(container: ContainerClient, tmp_path: Path) -> None:
    _lines(tmp_path / "logs/app-plan.jsonl", _summary("plan"))
    assert _closed(container, "before", tmp_path).reason == "it was killed before anything was applied"


def test_a_run_on_another_machine_is_closed_too(container: ContainerClient) -> None:
    store = ReleaseStore(container, environment="another-machine")
    store.save(_release("another-machine"))
    [closed] = close_interrupted(store, runs=[])
    assert "another machine" in closed.reason


def test_a_release_that_ended_is_left_alone(container: ContainerClient) -> None:
    store = ReleaseStore(container, environment="ended")
    store.save(_release("ended", outcome=Outcome.PASSED))
    assert close_interrupted(store, runs=[]) == []
