import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ops.common.process_identity import ProcessIdentity
from ops.engine.terraform.running_steps import RunningStep, orphaned_steps, recorded
from tests.support.orphaned_step import start_orphaned_step


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    start_orphaned_step(tmp_path / "runs" / "20260101T000000Z-00000000")
    yield tmp_path
    for step in orphaned_steps(tmp_path):
        list(step.lines())


def test_a_step_whose_ops_was_killed_is_found_and_followed_to_its_end(home: Path) -> None:
    [step] = orphaned_steps(home)
    assert (step.stack, step.step) == ("app", "apply")
    assert [json.loads(line)["type"] for line in step.lines()] == ["apply_start", "apply_complete"]
    assert orphaned_steps(home) == []


def test_a_step_whose_ops_lives_is_no_orphan(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "now"
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        with recorded(run, stack="app", step="apply") as record:
            record.write(child.pid)
            assert record.path.exists()
            assert orphaned_steps(tmp_path) == []
        assert not record.path.exists()
    finally:
        child.kill()
        child.wait()


def test_a_record_that_cannot_be_read_or_whose_process_is_gone_is_ignored(home: Path) -> None:
    [step] = orphaned_steps(home)
    list(step.lines())
    for number, content in enumerate((b"", b"{", b"[]", b'{"stack": 1}', b"\xff")):
        (home / "runs/20260101T000000Z-00000000/running" / f"{number}.json").write_bytes(content)
    assert orphaned_steps(home) == []


def test_a_reused_process_id_and_another_machine_are_not_the_process() -> None:
    current = ProcessIdentity.current()
    assert (current.alive, current.ended) == (True, False)
    reused = replace(current, born=current.born - 1)
    assert (reused.alive, reused.ended) == (False, True)
    elsewhere = replace(current, machine="another")
    assert (elsewhere.alive, elsewhere.ended) == (False, False)


def test_the_record_says_what_runs(home: Path) -> None:
    [step] = orphaned_steps(home)
    assert isinstance(step, RunningStep)
    assert step.since.endswith("+00:00")
    assert step.engine.pid != step.parent.pid


def test_a_record_of_an_older_version_without_the_program_is_read(home: Path) -> None:
    [record] = (home / "runs/20260101T000000Z-00000000/running").glob("*.json")
    facts = json.loads(record.read_text())
    del facts["program"]
    record.write_text(json.dumps(facts))
    [step] = orphaned_steps(home)
    assert step.program == "terraform"
