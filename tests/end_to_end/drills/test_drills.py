"""Each drill of the catalogue, once, with a fixed seed; and a drill that must be reported as failed."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from ops.common.errors import ExitCode
from rehearsal import cli
from rehearsal.commands.drill import command
from rehearsal.drills.catalogue import all_drills
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.ground import drill_ground
from rehearsal.drills.results import DrillResult
from rehearsal.drills.runner import Order, run_drill
from rehearsal.drills.scene import Scene

_SEED = 17
DRILLS: Mapping[str, Drill] = all_drills()


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest) -> Iterator[Mapping[str, Future[DrillResult]]]:
    """Yield the drills that were selected while they run, two at once, in the order of the tests."""
    selected = [
        str(item.callspec.params["name"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == request.path and hasattr(item, "callspec")
    ]
    with drill_ground() as ground, ThreadPoolExecutor(max_workers=2) as pool:
        yield {
            name: pool.submit(run_drill, Order(name=name, seed=_SEED), drill=DRILLS[name], ground=ground)
            for name in selected
        }
        pool.shutdown(cancel_futures=True)


# The first one also waits for what the drills begin from; a busy machine takes a multiple of the time.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", DRILLS)
def test_a_drill_leaves_a_true_record_and_a_deployment_that_goes_on(
    name: str, running: Mapping[str, Future[DrillResult]]
) -> None:
    result = running[name].result()
    assert result.checks
    assert result.passed, "\n".join(
        f"{name}, seed {_SEED}, {result.moment}: {check.what}: {check.detail}" for check in result.broken
    )


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
