"""The Node of a lock file, from an index in a folder, or that of the machine where it is asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.tools.setup.wheels import Wheels, wheels_in
from tools.setup.node import READY

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Wheels:
    return wheels_in(tmp_path_factory.mktemp("index"))


def _install(
    folder: Path, wheels: Wheels, *, uv_lock: Path | None = None, lock: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return _run(
        *(folder, "--lock", lock or wheels.node_lock),
        *("--uv-lock", uv_lock or wheels.uv_lock, "--cache", folder.parent / "uv"),
        PIP_CONFIG_FILE=os.devnull,
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(wheels.folder),
        UV_CACHE_DIR=str(folder.parent / "uv-cache"),
    )


def _run(*arguments: Path | str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    return subprocess.run(
        [sys.executable, "-m", "tools.setup.node", *map(str, arguments)],
        env={**kept, "PYTHONPATH": str(PROJECT), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def _programs(folder: Path, *, version: str, npm: bool = True) -> Path:
    """Return a Node of a machine that says a version, with an npm beside it."""
    folder.mkdir()
    for name in ("node", "npm") if npm else ("node",):
        (folder / name).write_text(f"#!/bin/sh\necho {version}\n")
        (folder / name).chmod(0o755)
    return folder / "node"


def _said(program: Path) -> str:
    path = f"{program.parent}:/usr/bin:/bin"
    return subprocess.check_output([program, "--version"], env={"PATH": path}, text=True).strip()


def test_node_and_npm_of_the_lock_file_are_installed_without_headers(tmp_path: Path, wheels: Wheels) -> None:
    folder = tmp_path / "node"
    done = _install(folder, wheels)
    assert done.returncode == 0, done.stderr
    assert _said(folder / "bin" / "node") == "v22.20.0"
    assert (folder / "bin" / "npm").resolve() == folder / "lib/node_modules/npm/bin/npm-cli.js"
    assert (folder / READY).exists()
    assert not (folder / "include").exists()


def test_pip_installs_it_where_uv_cannot_be_had(tmp_path: Path, wheels: Wheels) -> None:
    folder = tmp_path / "node"
    done = _install(folder, wheels, uv_lock=wheels.wrong)
    assert done.returncode == 0, done.stderr
    assert _said(folder / "bin" / "node") == "v22.20.0"


def test_a_file_with_another_hash_is_refused_and_what_is_there_stays(tmp_path: Path, wheels: Wheels) -> None:
    folder = tmp_path / "node"
    (folder / "bin").mkdir(parents=True)
    done = _install(folder, wheels, lock=wheels.wrong_node)
    assert done.returncode == 3
    assert f"error: Node cannot be installed from {wheels.wrong_node}" in done.stderr
    assert "make setup NODE=/path/to/node" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in folder.iterdir()] == ["bin"]


def test_a_node_of_the_machine_is_linked_where_it_is_asked_for(tmp_path: Path, wheels: Wheels) -> None:
    folder = tmp_path / "node"
    mine = _programs(tmp_path / "mine", version="v22.5.1")
    assert _run(folder, "--lock", wheels.node_lock, "--system", mine).returncode == 0
    assert _said(folder / "bin" / "node") == "v22.5.1"
    assert (folder / "bin" / "npm").readlink() == mine.with_name("npm")
    before = (folder / READY).stat().st_mtime_ns
    assert _run(folder, "--lock", wheels.node_lock, "--system", mine).returncode == 0
    assert (folder / READY).stat().st_mtime_ns == before, "make would install the CLI again"


@pytest.mark.parametrize("version", ["v20.20.2", "v24.1.0", "v26.0.0"])
def test_a_node_of_the_machine_that_does_not_fit_is_refused(
    tmp_path: Path, wheels: Wheels, version: str
) -> None:
    mine = _programs(tmp_path / "mine", version=version)
    done = _run(tmp_path / "node", "--lock", wheels.node_lock, "--system", mine)
    assert done.returncode == 3
    assert f"error: Node 22 is needed; {mine} is {version}\n remedy: leave NODE out" in done.stderr
    assert not (tmp_path / "node").exists()


def test_a_node_without_npm_and_one_that_is_missing_are_refused(tmp_path: Path, wheels: Wheels) -> None:
    mine = _programs(tmp_path / "mine", version="v22.5.1", npm=False)
    alone = _run(tmp_path / "node", "--lock", wheels.node_lock, "--system", mine, PATH=str(tmp_path))
    assert (alone.returncode, f"there is no npm beside {mine}" in alone.stderr) == (3, True)
    missing = _run(tmp_path / "node", "--lock", wheels.node_lock, "--system", tmp_path / "none")
    assert (missing.returncode, "is no program that starts: No such file" in missing.stderr) == (3, True)
