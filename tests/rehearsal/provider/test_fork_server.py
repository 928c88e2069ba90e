"""The fork server: one process imports, a fork serves each provider, and nothing outlives its use."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from rehearsal.provider import fork_client, fork_server
from rehearsal.provider.fork_client import SWITCH, stop_fork_servers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="providers are forked on Linux only")

_COOKIE = {"TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"}
_PATIENCE_SECONDS = 20.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    folder.mkdir()
    yield folder
    stop_fork_servers(folder)


@contextmanager
def _provider(home: Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """Start a provider as Terraform does, and yield it when it serves."""
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "rehearsal.provider", "helm"],
        env={**os.environ, **_COOKIE, "REHEARSAL_HOME": str(home), **variables},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("1|6|unix|")
        try:
            yield process
        finally:
            process.terminate()


def _servers(home: Path) -> list[psutil.Process]:
    """Return the fork server of a rehearsal, without its forks."""
    found = [
        process for process in psutil.process_iter() if _starts_with(process, str(home / "fork-server-"))
    ]
    ids = {process.pid for process in found}
    return [process for process in found if process.ppid() not in ids]


def _starts_with(process: psutil.Process, text: str) -> bool:
    try:
        return any(argument.startswith(text) for argument in process.cmdline())
    except psutil.Error:
        return False


def _comes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_providers_are_forks_of_one_process(home: Path) -> None:
    with _provider(home), _provider(home):
        (server,) = _servers(home)
        assert len(server.children()) == 2

    assert _comes_true(lambda: server.children() == [])


def test_what_is_imported_before_a_fork_has_started_no_thread() -> None:
    code = "import os, rehearsal.provider.fork_server; print(len(os.listdir('/proc/self/task')))"

    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "1\n"


def test_a_provider_that_is_killed_takes_its_fork_along(home: Path) -> None:
    with _provider(home) as process:
        (server,) = _servers(home)
        (fork,) = server.children()
        process.kill()
        assert _comes_true(lambda: not fork.is_running() or fork.status() == psutil.STATUS_ZOMBIE)


def test_a_terraform_that_is_killed_leaves_no_provider(home: Path) -> None:
    provider = f"{sys.executable} -P -m rehearsal.provider helm"
    environment = {**os.environ, **_COOKIE, "REHEARSAL_HOME": str(home)}
    with subprocess.Popen(
        ["/bin/sh", "-c", f"{provider}; exit 0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as terraform:
        assert terraform.stdout is not None
        assert terraform.stdout.readline().startswith("1|6|unix|")
        (started,) = psutil.Process(terraform.pid).children()
        (server,) = _servers(home)
        terraform.kill()

    assert _comes_true(lambda: not started.is_running())
    assert _comes_true(lambda: server.children() == [])


def test_the_process_that_goes_on_knows_no_secret(home: Path) -> None:
    with _provider(home, TF_VAR_database_url="postgresql://marker"):
        (server,) = _servers(home)
        assert "marker" not in str(server.environ())
        assert server.environ()["PATH"] == os.environ["PATH"]


def test_a_fork_server_whose_code_has_changed_is_replaced(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "code"
    shutil.copytree(Path(fork_server.__file__).parents[1], copy / "rehearsal")
    with _provider(home, PYTHONPATH=str(copy)):
        (first,) = _servers(home)
    changed = copy / "rehearsal" / "provider" / "plan.py"
    changed.write_text(changed.read_text() + "\n# changed\n")

    with _provider(home, PYTHONPATH=str(copy)):
        assert _comes_true(lambda: first.pid not in {server.pid for server in _servers(home)})
        (second,) = _servers(home)
    assert second.pid != first.pid


def test_each_clone_has_a_fork_server_of_its_own(home: Path, tmp_path: Path) -> None:
    shutil.copytree(Path(fork_server.__file__).parents[1], tmp_path / "code" / "rehearsal")

    with _provider(home), _provider(home, PYTHONPATH=str(tmp_path / "code")):
        assert len(_servers(home)) == 2


def test_a_switch_and_a_folder_that_cannot_be_written_leave_each_provider_to_itself(
    home: Path, tmp_path: Path
) -> None:
    with _provider(home, **{SWITCH: "off"}):
        assert _servers(home) == []

    no_folder = tmp_path / "nothing" / "here"
    assert fork_client.serve_by_fork("helm", no_folder) is None


def test_it_ends_when_it_is_told_to(home: Path) -> None:
    with _provider(home):
        assert len(_servers(home)) == 1

    stop_fork_servers(home)
    assert _servers(home) == []
    assert not list(home.glob("*.link"))


def test_it_ends_by_itself_when_nothing_is_served(home: Path) -> None:
    code = "from rehearsal.provider import fork_server as s; s._IDLE_SECONDS = 0.2; s.main()"
    link = home / "fork-server-0.link"
    command = [sys.executable, "-c", code, str(link)]

    assert subprocess.check_output(command, timeout=30) == b"1"
    assert not link.is_symlink()


def test_what_is_no_request_is_not_served_and_ends_nothing(home: Path) -> None:
    with _provider(home):
        (server,) = _servers(home)
        (link,) = home.glob("*.link")
        with fork_client._connect(link) as connection:
            connection.sendall(b"\0\0\0\4what")
            connection.shutdown(1)
            assert connection.recv(1) == b""

    with _provider(home):
        assert [process.pid for process in _servers(home)] == [server.pid]


def test_an_interrupt_of_the_terminal_ends_no_provider(home: Path) -> None:
    with _provider(home) as process:
        process.send_signal(signal.SIGINT)
        (server,) = _servers(home)
        server.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert process.poll() is None
        assert len(server.children()) == 1
