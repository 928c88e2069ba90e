"""Node is missing, too old or too new: one clear message, before anything is done."""

import subprocess
from pathlib import Path

import pytest

from ops.common.errors import ExitCode, MissingToolError
from ops.common.tools import require_node
from ops.engine.synthesis.stacks import PROJECT

CHECK_TOOLS = PROJECT / ".ci" / "check-tools"


def program(folder: Path, name: str, answer: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {answer}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("version", ["v20.20.2", "v22.1.0"])
def test_node_20_and_22_will_do(tmp_path: Path, version: str) -> None:
    program(tmp_path, "node", version)
    assert require_node(search_path=str(tmp_path)) == version.removeprefix("v")


@pytest.mark.parametrize("version", ["v18.19.0", "v24.0.0", "nonsense"])
def test_another_node_is_refused(tmp_path: Path, version: str) -> None:
    program(tmp_path, "node", version)
    with pytest.raises(MissingToolError, match=f"Node 20 or 22 is needed; .*node is {version}"):
        require_node(search_path=str(tmp_path))


def test_no_node_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match="Node is not installed: Node 20 or 22 is needed") as caught:
        require_node(search_path=str(tmp_path))
    assert "install Node 20 or 22" in caught.value.remedy


def set_up(path: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run what `make setup` runs before it installs anything."""
    return subprocess.run(
        ["/bin/bash", str(CHECK_TOOLS), *arguments],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", ["v18.19.0", "v24.0.0"])
def test_set_up_refuses_another_node(tmp_path: Path, version: str) -> None:
    program(tmp_path, "node", version)
    program(tmp_path, "npm", "10.0.0")
    done = set_up(str(tmp_path), "node")
    assert done.returncode == ExitCode.MISSING_TOOL
    assert f"error: Node 20 or 22 is needed; {tmp_path}/node is {version}" in done.stderr
    assert "remedy: install Node 20 or 22" in done.stderr


def test_set_up_refuses_to_go_on_without_node(tmp_path: Path) -> None:
    done = set_up(str(tmp_path), "node")
    assert done.returncode == ExitCode.MISSING_TOOL
    assert "there is no node" in done.stderr


def test_set_up_accepts_node_22(tmp_path: Path) -> None:
    program(tmp_path, "node", "v22.1.0")
    program(tmp_path, "npm", "10.0.0")
    assert set_up(str(tmp_path), "node").returncode == 0


def test_set_up_refuses_an_old_python(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = set_up(str(tmp_path), "python", "python3")
    assert done.returncode == ExitCode.MISSING_TOOL
    assert "Python 3.11 or newer is needed; python3 is Python 3.9.2" in done.stderr
