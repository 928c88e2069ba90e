"""Each drill of the catalogue, once, with a fixed seed; and a drill that must be reported as failed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ops.common.errors import ExitCode
from rehearsal import cli
from rehearsal.commands.drill import command
from rehearsal.drills.catalogue import all_drills
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene
from tests.end_to_end.drills.running import RunningDrills, require_passed, running_drills

# tests/end_to_end/releases/test_killed.py kills `ops` in each of the three stacks, and sends three signals,
# with both engines; test_engine_from_pypi.py runs the drills of two signals. `make drills` has all of them.
_ELSEWHERE = frozenset({"ops-killed-in-a-first-deployment", "terminal-closed", "terminated"})


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest) -> Iterator[RunningDrills]:
    with running_drills(request) as drills:
        yield drills


# The first one also waits for what the drills begin from; a busy machine takes a multiple of the time.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [name for name in all_drills() if name not in _ELSEWHERE])
def test_a_drill_leaves_a_true_record_and_a_deployment_that_goes_on(
    name: str, running: RunningDrills
) -> None:
    require_passed(running[name].result())


def _plant(scene: Scene) -> None:
    """Leave a secret in a file, and an object that no state has."""
    name, value = next(iter(scene.secrets.items()))
    (scene.home.root / "note.txt").write_text(f"{name}={value}")
    [account, *_] = scene.cloud.list_objects("kubernetes_service_account_v1")
    scene.cloud.put(replace(account, id="todo/nobody"))


def test_a_drill_whose_invariants_are_broken_on_purpose_is_reported_and_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = Drill(
        does="Plants faults.", holds="Nothing does.", start=Start.READY, act=_plant_after_deployment
    )
    monkeypatch.setattr(command, "all_drills", lambda: {"planted": planted})
    monkeypatch.setattr("sys.argv", ["rehearse", "drill", "planted", "--seed", "1"])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().out
    assert ended.value.code == ExitCode.CHECK_FAILED
    assert "no file has the value of a secret: note.txt has the value of TF_VAR_" in said
    assert "kubernetes_service_account_v1 todo/nobody exists and is in no state" in said


def _plant_after_deployment(scene: Scene) -> None:
    scene.deploy()
    _plant(scene)
