"""Ctrl-C in the middle of an apply: no process and no lock is left, and the next run goes on."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from rehearsal.cloud.store import SimulatedCloud
from tests.support.applying import wait_until_applying
from tests.support.rehearsals import Rehearsal, rehearsal


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Rehearsal]:
    """Yield a rehearsal in which one creation takes long enough to be interrupted."""
    with rehearsal(tmp_path) as made:
        SimulatedCloud(made.home.cloud).fail_create("azurerm_resource_group", delay=5.0)
        yield made


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_rehearsal_leaves_no_process_and_no_lock(slow: Rehearsal, number: signal.Signals) -> None:
    command = slow.start("up")
    wait_until_applying(slow.home.latest_logs / "foundation-apply.jsonl", command)
    command.send_signal(number)
    output, _ = command.communicate(timeout=60)
    assert command.returncode == ExitCode.INTERRUPTED, output
    assert "Traceback" not in output
    assert slow.processes() == []

    again = slow.rehearse("up")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "no changes in 3 stacks" in again.stdout
