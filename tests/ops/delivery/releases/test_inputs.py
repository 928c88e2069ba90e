"""What a change is reviewed with, and what it is deployed with."""

from datetime import UTC, datetime
from pathlib import Path

from ops.delivery.releases.inputs import release_inputs, reviewable_inputs
from ops.delivery.releases.release import Release, release_id
from ops.delivery.secrets.secret import Secret
from ops.engine.synthesis.stacks import Stack, read_stacks
from tests.support.synthesized import document, write_synthesized

START = datetime(2026, 11, 24, tzinfo=UTC)


def _stacks(folder: Path) -> tuple[Stack, ...]:
    variables = {
        "database_url": {"type": "string", "ephemeral": True},
        "database_url_revision": {"type": "number"},
        "backend_image": {"type": "string"},
    }
    return read_stacks(write_synthesized(folder, {"app": document("app", variable=variables)}))


def a_release() -> Release:
    return Release(
        id=release_id(started_at=START, commit="0123abc"),
        environment="sample",
        commit="0123abc",
        images={"backend_image": "registry.example.com/todo-backend:7"},
        revisions={"database_url_revision": 42},
        fingerprints={},
        by="operator",
        started_at=START,
    )


def test_a_release_s_revisions_follow_its_secrets() -> None:
    secret = Secret(name="database_url", value="postgresql://a", source="DATABASE_URL")
    inputs = release_inputs({"database_url": secret}, images={}, key=b"key")
    assert inputs.revisions == {"database_url_revision": secret.revision(b"key")}
    assert inputs.variables()["TF_VAR_database_url"] == "postgresql://a"
    assert inputs.secret_values() == ["postgresql://a"]
    assert "postgresql" not in repr(inputs)


def test_a_review_takes_the_last_release_s_images_and_revisions_and_no_secret(tmp_path: Path) -> None:
    variables = reviewable_inputs(_stacks(tmp_path), last=a_release()).variables()
    assert variables["TF_VAR_backend_image"] == "registry.example.com/todo-backend:7"
    assert variables["TF_VAR_database_url_revision"] == "42"
    assert "never-applied" in variables["TF_VAR_database_url"]


def test_before_the_first_release_a_review_is_always_taken_with_the_same_inputs(tmp_path: Path) -> None:
    stacks = _stacks(tmp_path)
    first, again = (reviewable_inputs(stacks, last=None) for _ in range(2))
    assert first == again
    assert first.images == {"backend_image": "never-applied.invalid/planned@sha256:" + "0" * 64}
    assert first.revisions == {"database_url_revision": 1}
