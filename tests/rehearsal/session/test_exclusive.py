"""One `rehearse` at a time in a folder, and the lock ends with its process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from rehearsal.common.home import Home
from rehearsal.session.exclusive import RehearsalBusyError, exclusive

HOLDER = """
import sys
from pathlib import Path
from rehearsal.session.exclusive import exclusive
from rehearsal.common.home import Home
with exclusive(Home(root=Path(sys.argv[1])), command="up"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_command_is_told_who_holds_it_since_when_and_how_to_stop_it(tmp_path: Path) -> None:
    home = Home(root=tmp_path)
    with (
        exclusive(home, command="up"),
        pytest.raises(RehearsalBusyError) as caught,
        exclusive(home, command="down"),
    ):
        pass
    assert caught.value.what.startswith("`rehearse up` is running here since 20")
    assert f"(process {os.getpid()})" in caught.value.what
    assert f"kill -INT {os.getpid()}" in caught.value.remedy
    assert caught.value.exit_code == ExitCode.LOCKED


def test_another_folder_is_free(tmp_path: Path) -> None:
    with (
        exclusive(Home(root=tmp_path / "one"), command="up"),
        exclusive(Home(root=tmp_path / "two"), command="up"),
    ):
        assert (tmp_path / "two" / "rehearse.lock").exists()


def test_a_killed_command_leaves_no_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(RehearsalBusyError), exclusive(Home(root=tmp_path), command="down"):
        pass
    holder.kill()
    holder.communicate()
    with exclusive(Home(root=tmp_path), command="down"):
        assert f'"pid": {os.getpid()}' in (tmp_path / "rehearse.lock").read_text()
