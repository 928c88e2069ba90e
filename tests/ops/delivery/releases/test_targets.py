import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from azure.storage.blob import ContainerClient

from ops.delivery.releases.release import Outcome, Release, release_id
from ops.delivery.releases.store import BrokenReleaseError, ReleaseStore, UnknownReleaseError
from ops.delivery.releases.targets import (
    AmbiguousReleaseError,
    NoTargetError,
    NothingOlderError,
    RollbackTargets,
)

START = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)


class RecordedReleases:
    """An environment whose releases a test makes: a content is a letter."""

    def __init__(self, store: ReleaseStore) -> None:
        self.store = store
        self._minutes = count()

    def release(
        self,
        content: str,
        *,
        outcome: Outcome = Outcome.PASSED,
        rolls_back: str | None = None,
        stack: str = "",
    ) -> Release:
        started = START + timedelta(minutes=next(self._minutes))
        made = Release(
            id=release_id(started_at=started, commit="0123abcd"),
            environment="production",
            commit="0123abcd",
            images={"backend_image": f"registry.example.com/todo-backend:{content}"},
            revisions={"database_url_revision": 7},
            fingerprints={"app": "f00d"},
            by="operator",
            started_at=started,
            outcome=outcome,
            rolls_back=rolls_back,
        )
        self.store.save(made)
        self.store.save_stack(made.id, json.dumps({"resource": {"a": {"b": {"size": stack}}}}).encode())
        return made

    def fail(self, content: str) -> Release:
        """Fail a release, as a deployment does that is rolled back by itself."""
        passed = self.store.find_last_passed()
        assert passed
        live = _content(passed)
        failed = self.release(content, outcome=Outcome.FAILED)
        self.release(live, rolls_back=failed.id)
        return failed

    def roll_back(self, to: str | None = None) -> str:
        """Roll back as `ops rollback` does; return the content that is live afterwards."""
        target = self.targets.named(to) if to else self.targets.default()
        self.release(_content(target), rolls_back=self.targets.undone())
        return _content(target)

    @property
    def targets(self) -> RollbackTargets:
        return RollbackTargets(self.store)


def _content(release: Release) -> str:
    return release.images["backend_image"].rpartition(":")[2]


@pytest.fixture
def environment(container: ContainerClient, request: pytest.FixtureRequest) -> RecordedReleases:
    name = request.node.name.replace("_", "-").replace("[", "-").replace("]", "")
    return RecordedReleases(ReleaseStore(container, environment=name))


def test_four_rollbacks_in_a_row_reach_four_contents_and_a_fifth_is_refused(
    environment: RecordedReleases,
) -> None:
    for content in "abcde":
        environment.release(content)
    assert [environment.roll_back() for _ in range(4)] == ["d", "c", "b", "a"]
    with pytest.raises(NothingOlderError, match="nothing older differs from"):
        environment.roll_back()


def test_rollbacks_in_a_row_pass_those_that_a_failed_release_caused(environment: RecordedReleases) -> None:
    for content in "abc":
        environment.release(content)
    environment.fail("x")
    assert environment.roll_back() == "b"
    environment.fail("y")
    environment.fail("z")
    assert environment.roll_back() == "a"
    environment.release("d")
    environment.fail("x")
    assert environment.roll_back() == "a"
    with pytest.raises(NothingOlderError):
        environment.roll_back()


def test_what_was_rolled_back_is_no_target_until_it_passes_again(environment: RecordedReleases) -> None:
    for content in "ab":
        environment.release(content)
    assert environment.roll_back() == "a"
    environment.release("c")
    assert environment.roll_back() == "a"
    assert environment.roll_back(to="b") == "b"
    environment.release("d")
    assert environment.roll_back() == "b"


def test_releases_of_the_same_content_are_one_target(environment: RecordedReleases) -> None:
    environment.release("a")
    for _ in range(3):
        environment.release("b")
    newest = next(environment.store.history())
    assert environment.targets.live() == newest
    assert [_content(found) for found in environment.targets.candidates()] == ["a"]


def test_another_stack_with_the_same_images_is_another_content(environment: RecordedReleases) -> None:
    first = environment.release("a", stack="small")
    environment.release("a", stack="large")
    assert environment.targets.default() == first


def test_a_failed_release_that_stayed_is_left_for_the_newest_that_passed(
    environment: RecordedReleases,
) -> None:
    environment.release("a")
    passed = environment.release("b")
    failed = environment.release("c", outcome=Outcome.FAILED)
    assert environment.targets.live() is None
    assert environment.targets.uncertain() == f"the newest release, {failed.id}, did not pass"
    assert environment.targets.undone() == failed.id
    assert environment.targets.default() == passed


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.RUNNING])
def test_a_rollback_that_was_killed_is_repeated_by_the_same_command(
    environment: RecordedReleases, outcome: Outcome
) -> None:
    first = environment.release("a")
    faulty = environment.release("b")
    for _ in range(2):
        environment.release("a", outcome=outcome, rolls_back=environment.targets.undone())
        assert environment.targets.default() == first
        assert environment.targets.undone() == faulty.id


def test_a_release_is_named_by_number_id_beginning_or_tag(environment: RecordedReleases) -> None:
    first, second, third = (environment.release(content) for content in ("one", "two", "three"))
    assert environment.targets.named("2") == second
    assert environment.targets.named(first.id) == first
    assert environment.targets.named(first.id[:13]) == first
    assert environment.targets.named("two") == second
    assert third.id not in {release.id for release in environment.targets.candidates()}


def test_a_beginning_of_several_contents_is_refused_with_the_ids(environment: RecordedReleases) -> None:
    ids = [environment.release(content).id for content in "abc"]
    with pytest.raises(AmbiguousReleaseError) as refused:
        environment.targets.named("2026")
    assert all(name in refused.value.what for name in ids)


@pytest.mark.parametrize("name", ["3", "nope", "20200101"])
def test_a_name_of_no_release_is_refused(environment: RecordedReleases, name: str) -> None:
    environment.release("a")
    environment.release("b")
    with pytest.raises(UnknownReleaseError):
        environment.targets.named(name)


def test_what_is_live_or_has_failed_is_no_target(environment: RecordedReleases) -> None:
    environment.release("a")
    live = environment.release("b")
    with pytest.raises(NoTargetError, match="what is live"):
        environment.targets.named(live.id)
    failed = environment.fail("c")
    with pytest.raises(NoTargetError, match="has not passed"):
        environment.targets.named(failed.id)


def test_a_release_whose_stack_is_damaged_is_passed_over(environment: RecordedReleases) -> None:
    first = environment.release("a")
    damaged = environment.release("b")
    environment.release("c")
    environment.store.save_stack(damaged.id, b'{"resou')
    assert environment.targets.default() == first


def test_a_broken_record_has_a_number_and_is_refused(
    environment: RecordedReleases, container: ContainerClient
) -> None:
    first = environment.release("a")
    broken = environment.release("b")
    environment.release("c")
    name = f"{environment.store.environment}/releases/{broken.id}/release.json"
    container.upload_blob(name, b"", overwrite=True)
    with pytest.raises(BrokenReleaseError):
        environment.targets.named("2")
    assert environment.targets.named("3") == first


def test_after_a_newest_record_that_is_broken_nothing_is_live_for_sure(
    environment: RecordedReleases, container: ContainerClient
) -> None:
    environment.release("a")
    passed = environment.release("b")
    broken = environment.release("c")
    name = f"{environment.store.environment}/releases/{broken.id}/release.json"
    container.upload_blob(name, b'{"id": "2026', overwrite=True)
    assert environment.targets.live() is None
    assert environment.targets.uncertain() == (
        f"the record of the newest release, {broken.id}, cannot be read"
    )
    assert environment.targets.default() == passed
    assert environment.targets.undone() == broken.id
    environment.roll_back()
    assert environment.targets.uncertain() == ""
    assert _content(environment.targets.default()) == "a"


def test_a_release_without_a_recorded_end_is_not_live(environment: RecordedReleases) -> None:
    assert environment.targets.uncertain() == ""
    environment.release("a")
    cut_off = environment.release("b", outcome=Outcome.RUNNING)
    assert environment.targets.live() is None
    assert cut_off.id in environment.targets.uncertain()


def test_without_a_release_that_passed_there_is_nothing_to_roll_back_to(
    environment: RecordedReleases,
) -> None:
    environment.release("a", outcome=Outcome.FAILED)
    with pytest.raises(NothingOlderError, match="has passed its smoke tests"):
        environment.targets.default()
