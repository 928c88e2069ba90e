"""The file of an environment, read before a command is imported."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from ops.engine.environment_file import EnvironmentRefusedError, before_command
from ops.engine.synthesis.stacks import PROJECT
from tests.support.environment_files import EnvironmentFile


@pytest.fixture
def folder(environment_file: EnvironmentFile) -> Path:
    environment_file.set("application.namespace", "kube-system")
    environment_file.write()
    return environment_file.path.parent


@pytest.mark.parametrize(
    "arguments",
    [
        ["-e", "sample"],
        ["app", "--environment", "sample"],
        ["--environment=sample", "--json"],
        ["-e", "other", "-e", "sample"],
    ],
)
def test_the_environment_that_the_arguments_name_is_checked(folder: Path, arguments: Sequence[str]) -> None:
    with pytest.raises(EnvironmentRefusedError, match=r"namespace: 'kube-system': is reserved"):
        before_command(arguments, variables={"ENVIRONMENTS_DIR": str(folder)})


def test_the_variable_names_the_environment_where_no_argument_does(folder: Path) -> None:
    with pytest.raises(EnvironmentRefusedError, match=r"namespace: 'kube-system': is reserved"):
        before_command(["app"], variables={"ENVIRONMENTS_DIR": str(folder), "ENVIRONMENT": "sample"})


@pytest.mark.parametrize(
    "arguments",
    [["-e", "sample", "--help"], ["-e", "sample", "--from", "plan.json"], ["-e", "absent"], ["-e"], []],
)
def test_everything_else_is_left_to_the_command(folder: Path, arguments: Sequence[str]) -> None:
    before_command(arguments, variables={"ENVIRONMENTS_DIR": str(folder)})


@pytest.mark.parametrize(
    ("program", "command"), [("ops.cli", "plan"), ("ops.cli", "deploy"), ("rehearsal.cli", "up")]
)
def test_it_is_read_before_the_libraries_of_a_command_are_imported(
    folder: Path, tmp_path: Path, program: str, command: str
) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.argv[1:] = [{command!r}, '-e', 'sample']\n"
            f"from {program} import main\n"
            "try:\n    main()\nfinally:\n    print(*sys.modules)",
        ],
        cwd=PROJECT,
        env={"PATH": "", "ENVIRONMENTS_DIR": str(folder), "REHEARSAL_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "application.namespace: 'kube-system': is reserved" in done.stderr
    imported = set(done.stdout.split())
    assert "environments.model" in imported
    assert not {"azure.storage.blob", "httpx", "jsii", "cdktf"} & imported
    assert not (tmp_path / "home").exists()
