"""The ground of drills when they are stopped, with real processes in place of `ops` and the state store."""

import os
import signal
import subprocess
import time
from pathlib import Path
from random import Random
from typing import Any, cast

import psutil
import pytest

from ops.common.defer_signals import stop_once
from ops.common.errors import MissingToolError
from rehearsal.common.home import Home
from rehearsal.drills import ground
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.ground import DrillGround, drill_ground
from rehearsal.drills.processes import processes_naming
from rehearsal.drills.runner import Order, run_drills
from rehearsal.drills.scene import Scene
from rehearsal.state_store.background import start_in_background
from rehearsal.state_store.store import StateStore

_ENGINE = cast("Any", type("Engine", (), {"title": "OpenTofu 1.12.6", "from_pypi": False}))
# The argument by which a state store is known.
_STORE = ("/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done", "/azurite/dist/")


class _Ground(DrillGround):
    """A ground whose scenes have a process for a state store, and commands such as `sleep`."""

    def _opened(self, home: Home, *, seed: int, whole: bool) -> Scene:
        variables = {"PATH": "/usr/bin:/bin", "REHEARSAL_HOME": str(home.root)}
        process = start_in_background(
            _STORE, environment=variables, folder=home.root, log=home.root / "store.log"
        )
        store = StateStore(
            account="a", container="c", port=1, process=process, key="", certificate=home.root / "none"
        )
        return Scene(
            home=home,
            store=store,
            stacks=(),
            scope=("app",) if whole else (),
            environment=variables,
            secrets={},
            random=Random(seed),
            project=home.root,
            stopping=self._stopping,
        )


def _ground(folder: Path) -> _Ground:
    template = folder / "template"
    template.mkdir()
    return _Ground(root=folder, engine=_ENGINE, path="", _prepared={Start.READY: Home(root=template)})


def _alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_two_signals_end_what_drills_started_at_once_and_skip_no_clean_up(
    number: signal.Signals, tmp_path: Path
) -> None:
    begun: list[int] = []
    seen: list[psutil.Process] = []
    stopped_at: list[float] = []

    def act(scene: Scene) -> None:
        command = scene.start("sleep 120")
        begun.append(command.process.pid)
        if len(begun) == 1:
            seen.extend(processes_naming(scene.home.root))
            os.kill(os.getpid(), number)
        scene.ended(command)
        # It does not begin: the drills are being stopped.
        scene.run("sleep 120")

    def again() -> None:
        stopped_at.append(time.monotonic())
        os.kill(os.getpid(), number)

    drill = Drill(does="Sleeps.", holds="Nothing.", start=Start.READY, act=act)
    orders = [Order(name="sleeps", seed=seed) for seed in range(50)]
    with stop_once(), pytest.raises(KeyboardInterrupt):
        run_drills(orders, drills={"sleeps": drill}, ground=_ground(tmp_path), on_stop=again)
    assert len(stopped_at) == 1
    assert time.monotonic() - stopped_at[0] < 20
    # The command and the state store of the first drill, at least.
    assert len(seen) >= 2
    assert not any(_alive(process) for process in seen)
    assert processes_naming(tmp_path) == []
    assert len(begun) < len(orders)
    assert [path.name for path in tmp_path.iterdir()] == ["template"]


def test_no_process_of_the_ground_outlives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "find_engine", lambda: _ENGINE)
    process: subprocess.Popen[bytes] | None = None
    root = Path()

    def stopped() -> None:
        nonlocal process, root
        with drill_ground() as made:
            root = made.root
            process = subprocess.Popen(["/bin/sleep", "60"], env={"REHEARSAL_HOME": str(root / "ready")})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert process is not None
    assert process.wait(5) == -signal.SIGKILL
    assert not root.exists()


@pytest.mark.parametrize(
    ("engine", "answer", "message"),
    [
        ("tofu", "", "no program is called tofu"),
        ("tofu", '"terraform_version": "1.9.1"', "tofu 1.9.1 .* is too old"),
        ("terraform", '"terraform_version": "1.12.6"', "the terraform on the PATH is OpenTofu 1.12.6"),
    ],
)
def test_an_engine_that_cannot_be_used_is_refused_by_its_name(
    engine: str, answer: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if answer:
        program = tmp_path / engine
        facts = f'{{{answer}, "platform": "linux_amd64", "provider_selections": {{}}}}'
        program.write_text(f"#!/bin/sh\necho '{facts}'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match=message) as caught, drill_ground(engine=engine):
        pass
    assert caught.value.where == f"--engine {engine}"
    assert "leave out --engine" in caught.value.remedy
