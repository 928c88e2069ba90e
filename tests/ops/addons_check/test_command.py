"""The command line: exit codes, JSON, and a person's mistakes without a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ops.addons_check import __main__ as command
from ops.addons_check.observations import Observation
from tests.ops.addons_check.test_checks import HEALTHY, without
from typer.testing import CliRunner

from ops.synthesis import PROJECT

ANSI_FREE = {"NO_COLOR": "1", "COLUMNS": "160"}


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops.addons_check", *arguments],
        cwd=PROJECT,
        env={**os.environ, **ANSI_FREE, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _kubeconfig(folder: Path, server: str) -> Path:
    file = folder / "kubeconfig"
    file.write_text(
        yaml.safe_dump(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": "here",
                "clusters": [{"name": "here", "cluster": {"server": server}}],
                "users": [{"name": "me", "user": {"token": "made-up"}}],
                "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
            }
        )
    )
    return file


def test_without_a_kubeconfig_it_says_how_to_get_one(tmp_path: Path) -> None:
    result = _run("--kubeconfig", str(tmp_path / "none"))
    assert result.returncode == 5
    assert "az aks get-credentials" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_context_that_does_not_exist_is_named(tmp_path: Path) -> None:
    file = _kubeconfig(tmp_path, "https://127.0.0.1:1")
    result = _run("--kubeconfig", str(file), "--context", "elsewhere")
    assert result.returncode == 5
    assert "elsewhere" in result.stderr


def test_a_cluster_that_does_not_answer_is_named(tmp_path: Path) -> None:
    result = _run("--kubeconfig", str(_kubeconfig(tmp_path, "https://127.0.0.1:1")))
    assert result.returncode == 1
    assert "the cluster does not answer" in result.stderr
    assert "https://127.0.0.1:1" in result.stderr
    assert "Traceback" not in result.stderr


def _checked(monkeypatch: pytest.MonkeyPatch, observation: Observation, *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr(command, "connect", lambda **_: None)
    monkeypatch.setattr(command, "observe", lambda _: observation)
    result = CliRunner(env=ANSI_FREE).invoke(command.app, list(arguments), standalone_mode=False)
    return int(result.return_value), result.stdout


def test_a_table_names_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = _checked(monkeypatch, HEALTHY)
    assert code == 0
    assert "dapr-system/dapr-operator" in text
    assert "2 of 2 ready" in text


def test_json_holds_every_finding_and_the_exit_code_says_that_one_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = Observation(**{**vars(HEALTHY), "parts": without("dapr-sentry")})
    code, text = _checked(monkeypatch, broken, "--json")
    assert code == 1
    facts = json.loads(text)
    assert facts["failed"] is True
    (wrong,) = [item for item in facts["checks"] if item["status"] == "failed"]
    assert wrong["subject"] == "dapr-system/dapr-sentry"
