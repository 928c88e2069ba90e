"""Environments from lock files, made by the real uv and the real pip from an index in a folder."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.tools.setup.wheels import SAMPLE, Wheels, wheels_in
from tools.setup.python_packages import READY

# pip makes an environment in seconds, on a busy machine in a minute.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Wheels:
    return wheels_in(tmp_path_factory.mktemp("index"))


@pytest.fixture
def environment(tmp_path: Path, wheels: Wheels) -> dict[str, str]:
    """Return an environment in which pip's configuration file alone says where packages are."""
    configuration = tmp_path / "pip.conf"
    configuration.write_text(f"[global]\nno-index = true\n[install]\nfind-links = {wheels.folder}\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    return {
        **kept,
        "PIP_CONFIG_FILE": str(configuration),
        "UV_CACHE_DIR": str(tmp_path / "uv-cache"),
        "PYTHONPATH": str(PROJECT),
    }


def _command(folder: Path, lock: Path, uv_lock: Path) -> list[str]:
    arguments = [folder, "--lock", lock, "--uv-lock", uv_lock, "--cache", folder.parent / "uv"]
    return [sys.executable, "-m", "tools.setup.python_packages", *map(str, arguments)]


def _make(
    folder: Path, lock: Path, uv_lock: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(folder, lock, uv_lock), env=environment, capture_output=True, text=True, check=False
    )


def _installer(folder: Path) -> str:
    (record,) = folder.glob(f"lib/python3*/site-packages/{SAMPLE}-1.0.dist-info/INSTALLER")
    return record.read_text().strip()


def test_uv_installs_from_where_the_configuration_of_pip_says(
    tmp_path: Path, wheels: Wheels, environment: dict[str, str]
) -> None:
    folder = tmp_path / "made"
    done = _make(folder, wheels.lock, wheels.uv_lock, environment)
    assert done.returncode == 0, done.stderr
    assert _installer(folder) == "uv"
    assert (folder / READY).exists()
    answer = f"import {SAMPLE} as it; print(it.ANSWER, it.__cached__)"
    said = subprocess.check_output([folder / "bin" / "python", "-c", answer], text=True).split()
    assert said[0] == "42"
    assert Path(said[1]).exists(), "there is no byte code"


def test_a_python_without_pip_and_ensurepip_is_enough(
    tmp_path: Path, wheels: Wheels, environment: dict[str, str]
) -> None:
    """Debian and Ubuntu without python3-pip and python3-venv."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    folder = tmp_path / "made"
    _, _, module, *arguments = _command(folder, wheels.lock, wheels.uv_lock)
    program = f"import sys; sys.modules['ensurepip'] = None; from {module} import main; sys.exit(main())"
    done = subprocess.run(
        [tmp_path / "bare" / "bin" / "python", "-c", program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert _installer(folder) == "uv"
    assert not list(folder.glob("lib/python3*/site-packages/pip"))


def test_pip_installs_where_uv_cannot_be_had(
    tmp_path: Path, wheels: Wheels, environment: dict[str, str]
) -> None:
    folder = tmp_path / "made"
    done = _make(folder, wheels.lock, wheels.wrong, environment)
    assert done.returncode == 0, done.stderr
    assert "pip does" in done.stderr
    assert _installer(folder) == "pip"


def test_a_file_with_another_hash_is_refused_and_the_next_run_begins_from_nothing(
    tmp_path: Path, wheels: Wheels, environment: dict[str, str]
) -> None:
    folder = tmp_path / "made"
    refused = _make(folder, wheels.wrong, wheels.uv_lock, environment)
    assert refused.returncode == 1
    assert f"error: the packages of {wheels.wrong} are not installed in {folder}" in refused.stderr
    assert "remedy:" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (folder / READY).exists()
    assert list(folder.glob(f"lib/python3*/site-packages/{SAMPLE}*")) == []

    (folder / "left over").touch()
    done = _make(folder, wheels.lock, wheels.uv_lock, environment)
    assert done.returncode == 0, done.stderr
    assert not (folder / "left over").exists()
    (folder / "kept").touch()
    again = _make(folder, wheels.lock, wheels.uv_lock, environment)
    assert again.returncode == 0, again.stderr
    assert (folder / "kept").exists(), "a complete folder is only brought to its lock file"


def test_a_killed_set_up_leaves_no_ready_folder_and_is_made_again(
    tmp_path: Path, wheels: Wheels, environment: dict[str, str]
) -> None:
    folder = tmp_path / "made"
    command = _command(folder, wheels.lock, wheels.uv_lock)
    with subprocess.Popen(command, env=environment, start_new_session=True) as running:
        # The interpreter is there, and pip is not yet: with these folders, `pip: not found` was the end.
        while not (folder / "bin" / "python").exists():
            assert running.poll() is None
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGKILL)
    assert not (folder / READY).exists()
    done = _make(folder, wheels.lock, wheels.uv_lock, environment)
    assert done.returncode == 0, done.stderr
    assert _installer(folder) == "uv"
