"""The real tflint with .tflint.hcl on the synthesized stacks, as `make tflint` runs it, with controls."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.support.synthesis import STACKS, synthesized
from tools.components.go_programs import program


def _tflint(folder: Path) -> subprocess.CompletedProcess[str]:
    config = f"--config={PROJECT / '.tflint.hcl'}"
    command = [str(program("tflint")), "--recursive", f"--chdir={folder}", config, "--format=compact"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _write(folder: Path, stack: str, content: dict[str, Any]) -> None:
    (folder / stack).mkdir(parents=True)
    (folder / stack / "cdk.tf.json").write_text(json.dumps(content, indent=1))


def test_the_stacks_have_no_finding(tmp_path: Path) -> None:
    for stack in STACKS:
        _write(tmp_path, stack, synthesized("production", stack))
    found = _tflint(tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ({"variable": {"never": {"type": "string"}}}, "terraform_unused_declarations"),
        ({"variable": {"never": {"type": "string"}}}, "terraform_documented_variables"),
        ({"output": {"undescribed": {"value": "1"}}}, "terraform_documented_outputs"),
    ],
)
def test_a_planted_fault_is_found_and_named(tmp_path: Path, part: dict[str, Any], rule: str) -> None:
    _write(tmp_path, "app", {**synthesized("production", "app"), **part})
    found = _tflint(tmp_path)
    assert found.returncode != 0
    assert rule in found.stdout
    assert "cdk.tf.json" in found.stdout


def test_a_stack_without_the_oldest_terraform_version_is_found(tmp_path: Path) -> None:
    content = synthesized("production", "foundation")
    content["terraform"] = {k: v for k, v in content["terraform"].items() if k != "required_version"}
    _write(tmp_path, "foundation", content)
    found = _tflint(tmp_path)
    assert found.returncode != 0
    assert "terraform_required_version" in found.stdout
