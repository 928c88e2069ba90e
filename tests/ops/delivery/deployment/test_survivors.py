import io
from pathlib import Path

import pytest
from rich.console import Console

from ops.common.progress import Steps
from ops.delivery.deployment.survivors import describe, wait_for_survivors
from ops.engine.terraform.running_steps import orphaned_steps
from tests.support.orphaned_step import start_orphaned_step


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


@pytest.mark.parametrize("program", ["terraform", "tofu"])
def test_the_next_command_waits_for_an_apply_and_says_what_it_waits_for(
    tmp_path: Path, written: io.StringIO, program: str
) -> None:
    start_orphaned_step(tmp_path / "runs" / "killed", program=program)
    [running] = orphaned_steps(tmp_path)
    wait_for_survivors(tmp_path, steps=Steps(Console(file=written, width=100)))
    assert not running.engine.alive
    assert "apply of the earlier run has ended, 1 changes made" in written.getvalue()
    said = " ".join(written.getvalue().split())
    assert f"{describe(running)}: this command waits for its end" in said
    assert f"{program} apply of app goes on without the command that started it" in said
    assert f"process {running.engine.pid}" in said


def test_a_plan_that_goes_on_is_not_waited_for(tmp_path: Path, written: io.StringIO) -> None:
    start_orphaned_step(tmp_path / "runs" / "killed", step="plan")
    wait_for_survivors(tmp_path, steps=Steps(Console(file=written)))
    assert written.getvalue() == ""
    [running] = orphaned_steps(tmp_path)
    list(running.lines())
