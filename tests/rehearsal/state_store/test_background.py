"""A process that outlives its starter, found again without mistaking another for it."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from rehearsal.state_store.background import BackgroundProcess, start_in_background

SLEEPER = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)"]


@pytest.fixture
def sleeper(tmp_path: Path) -> BackgroundProcess:
    return start_in_background(
        SLEEPER, environment=os.environ, folder=tmp_path, log=tmp_path / "logs" / "sleeper.log"
    )


def test_it_runs_in_a_session_of_its_own_until_it_is_stopped(sleeper: BackgroundProcess) -> None:
    assert sleeper.alive()
    assert os.getsid(sleeper.pid) == sleeper.pid != os.getsid(0)
    sleeper.stop()
    assert not sleeper.alive()
    sleeper.stop()


def test_it_outlives_the_process_that_started_it(tmp_path: Path) -> None:
    starter = (
        "import os, sys, pathlib; from rehearsal.state_store.background import start_in_background as start;"
        f"folder = pathlib.Path({str(tmp_path)!r});"
        f"p = start({SLEEPER!r}, environment=os.environ, folder=folder, log=folder / 'log');"
        "print(p.pid, repr(p.started))"
    )
    said = subprocess.run([sys.executable, "-c", starter], capture_output=True, text=True, check=True)
    pid, started = said.stdout.split()
    orphan = BackgroundProcess(pid=int(pid), started=float(started))
    assert orphan.alive()
    orphan.stop()
    assert not orphan.alive()


def test_another_process_with_the_same_id_is_not_taken_for_it() -> None:
    own = psutil.Process()
    stranger = BackgroundProcess(pid=own.pid, started=own.create_time())
    assert stranger.alive()
    earlier = replace(stranger, started=stranger.started - 100)
    assert not earlier.alive()
    earlier.stop()


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehearsal.state_store.background._STOP_WITHIN_SECONDS", 1)
    log = tmp_path / "log"
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    process = start_in_background(
        [sys.executable, "-c", deaf], environment=os.environ, folder=tmp_path, log=log
    )
    child = psutil.Process(process.pid)
    for _ in range(200):
        if "deaf" in log.read_text():
            break
        with pytest.raises(psutil.TimeoutExpired):
            child.wait(0.05)
    assert "deaf" in log.read_text()
    process.stop()
    assert not process.alive()


def test_a_process_whose_starter_runs_on_without_reading_its_end_is_stopped(tmp_path: Path) -> None:
    starter = (
        "import os, sys, time, pathlib;"
        "from rehearsal.state_store.background import start_in_background as start;"
        f"folder = pathlib.Path({str(tmp_path)!r});"
        f"p = start({SLEEPER!r}, environment=os.environ, folder=folder, log=folder / 'log');"
        "print(p.pid, repr(p.started), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid, started = parent.stdout.readline().split()
        BackgroundProcess(pid=int(pid), started=float(started)).stop()
        assert psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE
        parent.kill()
