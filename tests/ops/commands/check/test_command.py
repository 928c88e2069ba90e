"""`ops check` without providers: the environment files first, all of them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ops.cli import app
from ops.common.errors import ExitCode, UserError
from ops.common.simulation import SIMULATED_VARIABLE
from ops.delivery.workspace import HOME_VARIABLE
from tests.support.environment_files import EnvironmentFile


def _check(*options: str) -> Result:
    return CliRunner().invoke(app, ["check", *options])


def _error(result: Result) -> UserError:
    assert isinstance(result.exception, UserError), result.output
    return result.exception


def test_the_problems_of_all_files_are_named_before_anything_is_synthesized(
    tmp_path: Path, environment_file: EnvironmentFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment_file.set("application.backend.replicas.minimum", 0)
    environment_file.write()
    folder = environment_file.path.parent
    (folder / "other.yaml").write_text("name: other\n")
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(folder))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "ops"))
    done = _check()
    error = _error(done)
    assert error.exit_code == ExitCode.SYNTHESIS_FAILED
    assert f"{environment_file.path}: application.backend.replicas.minimum" in str(error)
    assert f"{folder / 'other.yaml'}: " in str(error)
    assert not (tmp_path / "ops").exists()


def test_an_unknown_environment_is_refused() -> None:
    assert "there is no file tests/environments/reference/nope.yaml" in str(_error(_check("-e", "nope")))


def test_the_registry_is_refused_in_the_shell_of_a_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIMULATED_VARIABLE, "1")
    error = _error(_check("--providers", "registry"))
    assert error.exit_code == ExitCode.USAGE
    assert "--providers mirror" in error.remedy


def test_good_environments_pass(
    tmp_path: Path, environment_file: EnvironmentFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment_file.write()
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(environment_file.path.parent))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "ops"))
    done = _check("--json")
    assert done.exit_code == 0, done.output
    assert '"findings": []' in done.stdout


def test_files_alone_are_checked_without_a_synthesis(
    tmp_path: Path, environment_file: EnvironmentFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment_file.write()
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(environment_file.path.parent))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "ops"))
    done = _check("--files-only")
    assert done.exit_code == 0, done.output
    assert "environment files checked: 1, nothing found" in done.stdout
    assert not (tmp_path / "ops").exists()


@pytest.mark.parametrize("command", ["check", "plan", "deploy"])
def test_impossible_values_are_refused_first(
    tmp_path: Path, environment_file: EnvironmentFile, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    environment_file.set("application.namespace", "kube-system")
    environment_file.set("azure.location", "eastus9")
    environment_file.write()
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(environment_file.path.parent))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "ops"))
    error = _error(CliRunner().invoke(app, [command, "-e", "sample"]))
    assert error.exit_code == ExitCode.SYNTHESIS_FAILED
    assert "'kube-system': is reserved" in str(error)
    assert "'eastus9': is not a region" in str(error)
    assert not (tmp_path / "ops").exists()


def test_the_end_of_a_version_s_support_is_shown(
    tmp_path: Path, environment_file: EnvironmentFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment_file.set("cluster.kubernetes_version", "1.33")
    environment_file.write()
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(environment_file.path.parent))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "ops"))
    done = _check()
    assert done.exit_code == 0, done.output
    assert "warning: AKS's support for Kubernetes 1.33" in done.output


@pytest.mark.parametrize(
    ("maximum", "exit_code", "said"),
    [
        (
            1,
            ExitCode.CHECK_FAILED,
            "error: sample, foundation: cluster.nodes\n  a release needs 2 × Standard_D2s_v3",
        ),
        (3, 0, "warning: sample, foundation: cluster.nodes\n  every replica and a release need 4 × "),
    ],
)
def test_a_pool_that_is_too_small_is_shown_with_the_nodes_that_it_needs(
    tmp_path: Path,
    environment_file: EnvironmentFile,
    monkeypatch: pytest.MonkeyPatch,
    maximum: int,
    exit_code: int,
    said: str,
) -> None:
    environment_file.set("cluster.nodes.minimum", 1)
    environment_file.set("cluster.nodes.maximum", maximum)
    environment_file.write()
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(environment_file.path.parent))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "ops"))
    done = _check()
    assert done.exit_code == exit_code, done.output
    assert said in done.output
    assert "where: sample.yaml" in done.output


@pytest.mark.parametrize("command", [["check"], ["cost", "--all"], ["providers", "lock"]])
def test_a_folder_without_environments_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(tmp_path))
    done = CliRunner().invoke(app, command)
    error = _error(done)
    assert str(tmp_path) in str(error)
    assert "ENVIRONMENTS_DIR" in error.remedy
