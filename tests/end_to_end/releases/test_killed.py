"""`ops deploy` killed in the middle of each stack: nothing is lost, and the same command goes on."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from rehearsal.cloud.store import SimulatedCloud
from tests.support.applying import wait_until_applying
from tests.support.rehearsals import Rehearsal, rehearsal

_SLOW = {
    "foundation": "azurerm_container_registry",
    "addons": "redpanda_resource_group",
    "app": "kubernetes_service_account_v1",
}


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[Rehearsal]:
    """Yield a rehearsal with nothing applied, in which each stack takes long enough to be killed."""
    with rehearsal(tmp_path) as made:
        assert made.by_hand("true").returncode == 0
        for resource_type in _SLOW.values():
            SimulatedCloud(made.home.cloud).fail_create(resource_type, delay=4.0)
        yield made


def _signal_while_applying(prepared: Rehearsal, stack: str, number: signal.Signals) -> int:
    """Start a deployment, send it a signal while it applies a stack, and return its exit code."""
    command = prepared.start_by_hand("ops deploy --yes --lock-timeout 60s")
    wait_until_applying(prepared.log(f"{stack}-apply"), command)
    os.kill(command.pid, number)
    return command.wait(timeout=60)


def test_ctrl_c_in_the_middle_of_an_apply_leaves_no_lock_and_no_lease(prepared: Rehearsal) -> None:
    assert _signal_while_applying(prepared, "foundation", signal.SIGINT) == ExitCode.INTERRUPTED
    newest = json.loads(prepared.by_hand("ops releases --json").stdout)[0]
    assert newest["outcome"] == "failed"
    done = prepared.by_hand("ops deploy foundation --yes")
    assert done.returncode == 0, done.stdout + done.stderr
    again = prepared.by_hand("ops deploy foundation --yes")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "no changes" in again.stdout


def test_a_killed_deployment_is_resumed_by_the_same_command(prepared: Rehearsal) -> None:
    for stack in _SLOW:
        assert _signal_while_applying(prepared, stack, signal.SIGKILL) == -signal.SIGKILL
        refused = prepared.by_hand("ops deploy --yes")
        assert refused.returncode == ExitCode.LOCKED, refused.stdout + refused.stderr
        assert "is being deployed by" in refused.stderr
        assert prepared.by_hand("ops unlock --yes").returncode == 0
    done = prepared.by_hand("ops deploy --yes --lock-timeout 60s")
    assert done.returncode == 0, done.stdout + done.stderr
    settled = prepared.rehearse("up")
    assert settled.returncode == 0, settled.stdout + settled.stderr
    assert "no changes in 3 stacks" in settled.stdout
