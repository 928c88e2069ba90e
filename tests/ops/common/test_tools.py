"""Node is missing, broken or of a version that does not fit: one clear message, before anything is done."""

import subprocess
from pathlib import Path

import pytest

from contract.node import NODE
from ops.common.errors import ExitCode, MissingToolError
from ops.common.tools import require_node
from ops.engine.synthesis.stacks import PROJECT

CHECK_TOOLS = PROJECT / ".ci" / "check-tools"


def node(folder: Path, answer: str) -> Path:
    path = folder / "node"
    path.write_text(f"#!/bin/sh\necho {answer}\n")
    path.chmod(0o755)
    return path


def test_node_22_fits(tmp_path: Path) -> None:
    assert require_node(node(tmp_path, "v22.1.0")) == "22.1.0"


def test_the_installed_node_fits_and_the_path_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node(tmp_path, "v26.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert require_node().startswith("22.")
    assert NODE.is_relative_to(PROJECT)


@pytest.mark.parametrize("version", ["v20.20.2", "v24.0.0", "nonsense"])
def test_another_node_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(
        MissingToolError, match=f"Node 22 is needed; the installed one is {version}"
    ) as caught:
        require_node(node(tmp_path, version))
    assert "remove .node, and run `make setup-deployment`" in caught.value.remedy


def test_no_node_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match="Node is not installed") as caught:
        require_node(tmp_path / "node")
    assert "make setup-deployment" in caught.value.remedy


def test_a_node_that_does_not_start_is_refused(tmp_path: Path) -> None:
    node(tmp_path, "").chmod(0o644)
    with pytest.raises(MissingToolError, match="Node does not start: Permission denied"):
        require_node(tmp_path / "node")


def test_set_up_refuses_an_old_python(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/bash", CHECK_TOOLS, "python", "python3"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ExitCode.MISSING_TOOL
    assert "Python 3.11 or newer is needed; python3 is Python 3.9.2" in done.stderr
