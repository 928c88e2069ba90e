"""The workflow `drift`, step by step, against a rehearsal and a local server that answers as GitHub does."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT
from rehearsal.common.home import Home
from tests.github.programs import Programs
from tests.github.runner import JobRun, Runner
from tests.ops.clients.github.api import REPOSITORY, Api, running_api
from tests.support.rehearsals import BIN, Rehearsal, applied_rehearsal, rehearsal

# Three looks at everything.
pytestmark = pytest.mark.timeout(900)

DRIFTED = ("kubernetes_service_v1", "todo-backend", "spec.0.type")


@pytest.fixture
def released(tmp_path: Path, applied: Home) -> Iterator[Rehearsal]:
    with applied_rehearsal(tmp_path / "rehearsal", applied) as made:
        yield made


@pytest.fixture
def api() -> Iterator[Api]:
    with running_api(Api()) as running:
        yield running


def _exported(released: Rehearsal) -> dict[str, str]:
    """Return the environment of a shell after `eval "$(rehearse env)"`; the PATH is the runner's."""
    done = released.by_hand("env -0")
    assert done.returncode == 0, done.stderr
    pairs = dict(entry.split("=", maxsplit=1) for entry in done.stdout.split("\0") if "=" in entry)
    return {name: value for name, value in pairs.items() if name != "PATH"}


def _run(released: Rehearsal, api: Api, folder: Path) -> JobRun:
    programs = Programs(folder=folder / "bin")
    programs.add("az")
    # kubelogin is for a cluster; everything else is made as it is.
    programs.add("make", f"\nif 'kubelogin' not in sys.argv: os.execv({shutil.which('make')!r}, sys.argv)")
    exported = _exported(released)
    runner = Runner(
        workspace=PROJECT,
        temp=folder / "runner",
        path=[programs.folder, BIN],
        contexts={"github": _github(), "vars": {}, "secrets": _secrets(exported), "inputs": {}},
        environment={**exported, "GITHUB_API_URL": api.url},
    )
    return runner.run("drift", "drift")


def _github() -> dict[str, Any]:
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.strip()
    return {"repository": REPOSITORY, "sha": head, "ref_name": "main", "token": "t0ken", "event": {}}


def _secrets(exported: dict[str, str]) -> dict[str, str]:
    names = ("CLIENT_ID", "CLIENT_SECRET")
    return {f"REDPANDA_READER_{name}": exported[f"REDPANDA_{name}"] for name in names}


def _states(api: Api) -> dict[str, str]:
    return {issue["title"]: issue["state"] for issue in api.issues.values()}


def test_drift_opens_an_issue_and_its_end_closes_it(released: Rehearsal, api: Api, tmp_path: Path) -> None:
    clean = _run(released, api, tmp_path / "clean")
    assert clean.passed, clean.printed
    assert _states(api) == {"Drift detection of production": "open"}
    assert "exit code 0" in clean.summary

    assert released.rehearse("cloud", "set", *DRIFTED, "NodePort").returncode == 0
    drifted = _run(released, api, tmp_path / "drifted")
    assert drifted.passed, drifted.printed
    assert "::warning::drift detected" in drifted.printed
    assert _states(api)["Drift: app of production"] == "open"
    assert "ClusterIP" in drifted.summary
    assert "NodePort" in drifted.summary

    assert released.rehearse("cloud", "set", *DRIFTED, "ClusterIP").returncode == 0
    mended = _run(released, api, tmp_path / "mended")
    assert mended.passed, mended.printed
    assert _states(api)["Drift: app of production"] == "closed"


def test_a_look_that_fails_makes_the_run_red_and_is_told_in_the_heartbeat(api: Api, tmp_path: Path) -> None:
    with rehearsal(tmp_path / "rehearsal") as nothing_applied:
        run = _run(nothing_applied, api, tmp_path)

    assert not run.passed
    assert _states(api) == {"Drift detection of production": "open"}
