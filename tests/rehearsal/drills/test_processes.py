"""The processes that name a folder."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rehearsal.drills.processes import end_processes_naming, processes_naming


@contextmanager
def _sleeping(**variables: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["/bin/sleep", "60"], env=variables)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_process_is_found_by_a_variable_and_not_by_a_longer_name(tmp_path: Path) -> None:
    one = tmp_path / "ops-killed-1"
    with (
        _sleeping(REHEARSAL_HOME=str(one)) as own,
        _sleeping(PATH=f"{one}/tools:/bin") as below,
        _sleeping(REHEARSAL_HOME=f"{one}2") as other,
    ):
        assert {process.pid for process in processes_naming(one)} == {own.pid, below.pid}
        end_processes_naming(one)
        assert own.wait(5) < 0
        assert below.wait(5) < 0
        assert other.poll() is None
