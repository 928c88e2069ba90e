import json
from datetime import UTC, datetime, timedelta

import pytest
from azure.storage.blob import ContainerClient
from pydantic import ValidationError

from ops.delivery.releases.release import BrokenRelease, Outcome, Release, release_id, started_at
from ops.delivery.releases.store import (
    BrokenReleaseError,
    ReleaseStore,
    UnknownReleaseError,
)

START = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)


@pytest.fixture
def store(container: ContainerClient, request: pytest.FixtureRequest) -> ReleaseStore:
    """Return the releases of an environment that is the test's own."""
    return ReleaseStore(container, environment=request.node.name.replace("_", "-"))


def _release(number: int, *, outcome: Outcome = Outcome.PASSED) -> Release:
    started_at = START + timedelta(minutes=number)
    return Release(
        id=release_id(started_at=started_at, commit="0123abcd"),
        environment="production",
        commit="0123abcd",
        images={"backend_image": f"registry.example.com/todo-backend:{number}"},
        revisions={"database_url_revision": 7},
        fingerprints={"app": "f00d"},
        by="operator",
        started_at=started_at,
        outcome=outcome,
    )


def test_an_id_sorts_by_time_and_names_the_commit() -> None:
    assert release_id(started_at=START, commit="0123abcdef") == "20261124T021500Z-0123abc"


def test_a_record_comes_back_as_it_was_written(store: ReleaseStore) -> None:
    store.save(_release(1))
    assert store.get(_release(1).id) == _release(1)


def test_a_record_is_written_over_when_the_release_is_over(store: ReleaseStore) -> None:
    running = _release(1, outcome=Outcome.RUNNING)
    store.save(running)
    store.save(
        running.ended(Outcome.FAILED, at=START + timedelta(minutes=9), fingerprints={}, reason="smoke test")
    )
    (found,) = store.history()
    assert (found.outcome, found.reason) == (Outcome.FAILED, "smoke test")


def test_a_discarded_release_leaves_neither_record_nor_stack(store: ReleaseStore) -> None:
    for number in (1, 2):
        store.save(_release(number))
        store.save_stack(_release(number).id, b"{}")
    store.discard(_release(2).id)
    assert [release.id for release in store.history()] == [_release(1).id]
    with pytest.raises(UnknownReleaseError):
        store.stack(_release(2).id)


def test_a_release_without_a_stack_can_be_discarded(store: ReleaseStore) -> None:
    store.save(_release(1))
    store.discard(_release(1).id)
    assert list(store.history()) == []


def test_history_begins_with_the_newest(store: ReleaseStore) -> None:
    for number in (2, 3, 1):
        store.save(_release(number))
    assert [release.id for release in store.history()] == [_release(n).id for n in (3, 2, 1)]


def test_the_last_one_that_passed_is_found_among_failures(store: ReleaseStore) -> None:
    store.save(_release(1))
    store.save(_release(2))
    store.save(_release(3, outcome=Outcome.FAILED))
    store.save(_release(4, outcome=Outcome.RUNNING))
    assert store.find_last_passed() == _release(2)
    assert list(store.passed(other_than=_release(2).id)) == [_release(1)]


def test_a_release_that_was_rolled_back_is_never_the_last_good_one(store: ReleaseStore) -> None:
    store.save(_release(1))
    store.save(_release(2))
    store.save(_release(3).model_copy(update={"rolls_back": _release(2).id}))
    third = _release(3).model_copy(update={"rolls_back": _release(2).id})
    assert list(store.passed()) == [third, _release(1)]


def test_an_unknown_release_names_those_that_are_known(store: ReleaseStore) -> None:
    store.save(_release(1))
    with pytest.raises(UnknownReleaseError) as error:
        store.get("20200101T000000Z-0000000")
    assert _release(1).id in error.value.remedy


def test_the_stack_of_a_release_is_kept_byte_for_byte(store: ReleaseStore) -> None:
    store.save_stack(_release(1).id, b'{"resource": {}}\n')
    assert store.stack(_release(1).id) == b'{"resource": {}}\n'


def test_environments_do_not_see_each_other_s_releases(
    container: ContainerClient, store: ReleaseStore
) -> None:
    store.save(_release(1))
    assert list(ReleaseStore(container, environment="elsewhere").history()) == []


def test_a_record_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="database_url"):
        Release.model_validate({**_release(1).model_dump(), "database_url": "x"})


def test_past_releases_are_kept_and_nothing_is_rolled_back_to_them(
    store: ReleaseStore, container: ContainerClient
) -> None:
    for number in (1, 2):
        store.save(_release(number))
        store.save_stack(_release(number).id, b"{}")
    folder = "test-past-releases-are-kept-and-nothing-is-rolled-back-to-them"
    assert store.set_aside(at=START) == 2
    assert list(store.history()) == []
    assert store.find_last_passed() is None
    kept = list(container.list_blob_names(name_starts_with=f"{folder}/past-releases/20261124T021500Z/"))
    assert len(kept) == 4
    assert store.set_aside(at=START) == 0


DAMAGED = {
    "empty": (b"", "it is empty"),
    "half": (b'{"id": "2026', "invalid json"),
    "a list": (b"[]", "input should be an object"),
    "no fields": (b"{}", "id: field required"),
    "another outcome": (b"", "outcome: input should be"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_record_is_shown_and_is_in_nobodys_way(
    container: ContainerClient, store: ReleaseStore, kind: str
) -> None:
    content, problem = DAMAGED[kind]
    if kind == "another outcome":
        content = _release(2).model_dump_json().replace('"passed"', '"superseded"').encode()
    store.save(_release(1))
    damaged = _release(2).id
    container.upload_blob(f"{store.environment}/releases/{damaged}/release.json", content, overwrite=True)
    newest, older = store.records()
    assert isinstance(newest, BrokenRelease)
    assert newest.id == damaged
    assert problem in newest.problem.lower()
    assert older == _release(1)
    assert list(store.history()) == [_release(1)]
    assert store.find_last_passed() == _release(1)
    with pytest.raises(BrokenReleaseError, match="cannot be read"):
        store.get(damaged)


def test_a_record_of_a_newer_version_is_read_without_what_it_adds() -> None:
    newer = {**_release(1).model_dump(mode="json"), "approved_by": ["ana"]}
    assert Release.read(json.dumps(newer).encode()) == _release(1)


def test_a_start_is_the_stores_time(store: ReleaseStore) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= store.next_start() <= datetime.now(UTC)


def test_a_start_is_after_every_earlier_one_even_of_a_clock_that_was_ahead(store: ReleaseStore) -> None:
    ahead = datetime(2099, 1, 1, tzinfo=UTC)
    store.save(_release(1).model_copy(update={"id": release_id(started_at=ahead, commit="0123abcd")}))
    first = store.next_start()
    assert first == ahead + timedelta(seconds=1)
    store.save(_release(1).model_copy(update={"id": release_id(started_at=first, commit="0123abcd")}))
    assert store.next_start() == ahead + timedelta(seconds=2)


@pytest.mark.parametrize("name", ["", "x", "20269999T999999Z-0123abc", "20260101T000000Z"])
def test_a_name_that_is_no_id_has_no_start(name: str) -> None:
    assert started_at(name) is None
