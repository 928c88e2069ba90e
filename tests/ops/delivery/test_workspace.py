"""The workspace of a run: nothing in it changes because another command runs."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from contract.kubernetes_versions import newest_verified
from ops.delivery.workspace import HOME_VARIABLE, Workspace, open_workspace
from tests.support.environment_files import EnvironmentFile


def _opened(home: Path, environment_file: EnvironmentFile, *, today: date | None = None) -> Workspace:
    return open_workspace(
        environment="sample",
        today=today,
        variables={HOME_VARIABLE: str(home), "ENVIRONMENTS_DIR": str(environment_file.path.parent)},
    )


def test_a_second_run_with_an_edited_file_leaves_the_stacks_of_the_first_as_they_were(
    tmp_path: Path, environment_file: EnvironmentFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(environment_file.path.parent))
    environment_file.write()
    running = _opened(tmp_path / "home", environment_file)
    planned = (running.stack("app").folder / "cdk.tf.json").read_bytes()

    environment_file.set("application.backend.replicas.minimum", 3)
    environment_file.write()
    edited = _opened(tmp_path / "home", environment_file)

    assert (edited.stack("app").folder / "cdk.tf.json").read_bytes() != planned
    assert (running.stack("app").folder / "cdk.tf.json").read_bytes() == planned
    assert json.loads(planned)
    with running.plan_file(running.stack("app")) as one, edited.plan_file(edited.stack("app")) as other:
        assert one != other
        assert one.is_relative_to(running.folder)
    assert not running.logs.is_relative_to(edited.folder)


def test_a_synthesis_out_of_the_cache_warns_of_the_end_of_support_as_the_first_does(
    tmp_path: Path, environment_file: EnvironmentFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(environment_file.path.parent))
    environment_file.write()
    end = newest_verified().end
    for today in (end - timedelta(days=59), end + timedelta(days=1)):
        (warning,) = _opened(tmp_path / "home", environment_file, today=today).warnings
        assert warning.startswith(f"AKS's support for Kubernetes {newest_verified().minor} end")
    assert _opened(tmp_path / "home", environment_file, today=end - timedelta(days=60)).warnings == ()
