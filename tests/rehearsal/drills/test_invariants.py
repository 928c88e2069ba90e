"""Each thing that must hold after a drill is reported when it does not."""

import base64
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from ops.delivery.releases.release import Outcome, Release
from ops.engine.synthesis.stacks import Stack
from rehearsal.cloud.store import CloudObject
from rehearsal.common.home import Home
from rehearsal.drills.agreement import differences
from rehearsal.drills.command_run import CommandRun
from rehearsal.drills.invariants import changed_nothing, check_messages, check_releases
from rehearsal.drills.left_behind import secrets_in_files
from rehearsal.drills.scene import Scene

_SECRET = "rehearsal-0123/value"


class _States:
    """A state store with one state."""

    def __init__(self, *resources: tuple[str, dict[str, Any]]) -> None:
        self._resources = resources

    def read_state(self, _key: str) -> dict[str, Any]:
        """Return the state."""
        return {
            "resources": [
                {"mode": "managed", "type": type_, "instances": [{"attributes": attributes}]}
                for type_, attributes in self._resources
            ]
        }


def _stack(folder: Path) -> Stack:
    backend = cast("Any", type("Backend", (), {"key": "production/app.tfstate"}))
    return Stack(name="app", folder=folder, needs=frozenset(), variables=(), backend=backend, providers=())


def _scene(
    folder: Path, *resources: tuple[str, dict[str, Any]], commands: Iterable[CommandRun] = ()
) -> Scene:
    return Scene(
        home=Home(root=folder),
        store=cast("Any", _States(*resources)),
        stacks=(_stack(folder),),
        scope=("app",),
        environment={},
        secrets={"TF_VAR_password": _SECRET},
        random=Random(1),
        commands=list(commands),
        known_releases=("20261128T010000Z-0123abc",),
    )


def _run(output: str, code: int, line: str = "ops deploy app --yes") -> CommandRun:
    return CommandRun(line=line, code=code, output=output, seconds=1.0)


def _release(number: int, outcome: Outcome) -> Release:
    at = datetime(2026, 11, 28, number, tzinfo=UTC)
    return Release(
        id=f"20261128T{number:02}0000Z-0123abc",
        environment="production",
        commit="0123abc",
        images={},
        revisions={},
        fingerprints={},
        by="ana",
        started_at=at,
        outcome=outcome,
    )


def _broken(scene: Scene) -> list[str]:
    return [check.what for check in scene.checks if not check.holds]


def test_an_object_that_only_the_cloud_or_only_a_state_has_is_named(tmp_path: Path) -> None:
    chart = {"namespace": "dapr-system", "name": "dapr", "create_namespace": True}
    scene = _scene(
        tmp_path,
        ("kubernetes_service_v1", {"id": "todo/gone"}),
        ("kubernetes_service_v1", {"id": "todo/both"}),
        ("helm_release", chart),
    )
    for type_, id_, attributes in (
        ("kubernetes_service_v1", "todo/both", {}),
        ("kubernetes_service_v1", "todo/lost", {}),
        ("helm_release", "dapr-system/dapr", chart),
        ("kubernetes_namespace_v1", "dapr-system", {}),
    ):
        scene.cloud.put(CloudObject(provider="x", type=type_, id=id_, attributes=attributes))
    assert differences(scene) == [
        "kubernetes_service_v1 todo/lost exists and is in no state",
        "kubernetes_service_v1 todo/gone is in a state and does not exist",
    ]


@pytest.mark.parametrize(
    "form", [_SECRET, base64.b64encode(_SECRET.encode()).decode(), "rehearsal-0123%2Fvalue"]
)
def test_the_value_of_a_secret_in_a_file_is_named_in_each_form(form: str, tmp_path: Path) -> None:
    scene = _scene(tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "app.jsonl").write_text(f"before {form} after")
    assert secrets_in_files(scene) == ["logs/app.jsonl has the value of TF_VAR_password"]


def test_files_without_a_secret_are_not_named(tmp_path: Path) -> None:
    (tmp_path / "app.jsonl").write_text(_SECRET[:-1])
    (tmp_path / "empty").touch()
    assert secrets_in_files(_scene(tmp_path)) == []


@pytest.mark.parametrize(
    ("run", "what"),
    [
        (_run("Traceback (most recent call last):\n", -9), "ends without a traceback"),
        (_run("error: broken\n", 1), "names cause and remedy"),
        (_run("error: the state is locked\n remedy: wait\n", 6), "names its holder"),
    ],
)
def test_a_message_that_lacks_something_is_named(run: CommandRun, what: str, tmp_path: Path) -> None:
    scene = _scene(tmp_path, commands=[run])
    check_messages(scene)
    assert [what in broken for broken in _broken(scene)] == [True]


@pytest.mark.parametrize(
    ("said", "nothing"),
    [("  ✓ app             no changes      3.1 s", True), ("  ✓ app             1 created     3.1 s", False)],
)
def test_a_deployment_whose_plan_was_empty_needs_no_further_plan(
    said: str, *, nothing: bool, tmp_path: Path
) -> None:
    assert changed_nothing(_scene(tmp_path), _run(said, 0)) is nothing


def test_a_whole_message_and_a_killed_command_are_in_order(tmp_path: Path) -> None:
    whole = "error: the state of app is locked by ana\n remedy: wait\n"
    scene = _scene(tmp_path, commands=[_run(whole, 6), _run("", -9)])
    check_messages(scene)
    assert len(scene.checks) == 2
    assert _broken(scene) == []


@pytest.mark.parametrize(
    ("releases", "codes", "what"),
    [
        ([(1, Outcome.PASSED), (2, Outcome.RUNNING)], [], "no release runs for ever"),
        ([(2, Outcome.PASSED)], [0], "no release is lost"),
        ([(1, Outcome.PASSED), (2, Outcome.PASSED)], [130], "a release is recorded as passed if"),
        ([(1, Outcome.PASSED)], [0], "a release is recorded as passed if"),
    ],
)
def test_a_release_that_is_not_true_is_named(
    releases: list[tuple[int, Outcome]], codes: list[int], what: str, tmp_path: Path
) -> None:
    scene = _scene(tmp_path, commands=[_run("", code) for code in codes])
    check_releases(scene, [_release(number, outcome) for number, outcome in releases])
    assert [broken.startswith(what) for broken in _broken(scene)] == [True]


def test_true_releases_are_in_order(tmp_path: Path) -> None:
    scene = _scene(tmp_path, commands=[_run("", -9), _run("", 0)])
    known = (_release(1, Outcome.PASSED), _release(2, Outcome.FAILED), _release(3, Outcome.PASSED))
    check_releases(scene, known)
    assert len(scene.checks) == 3
    assert _broken(scene) == []
