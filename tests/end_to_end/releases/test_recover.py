"""Terraform killed in the middle of an apply: what it made is found, imported, and the deployment goes on."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.engine.terraform.running_steps import running_steps
from rehearsal.cloud.store import SimulatedCloud
from tests.end_to_end.releases.test_killed import ENGINES
from tests.support.applying import wait_until_applying
from tests.support.rehearsals import Rehearsal, rehearsal

_DEPLOY = "ops deploy foundation --yes"
_QUIET_SECONDS = 2.0
_RECOVER = "ops recover foundation --environment production"


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def prepared(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Rehearsal]:
    """Yield a rehearsal with nothing applied, in which the foundation takes long enough to be killed."""
    with rehearsal(tmp_path, request.param) as made:
        assert made.by_hand("true").returncode == 0
        SimulatedCloud(made.home.cloud).fail_create("azurerm_container_registry", "refused", delay=30.0)
        yield made


def _kill_engine_while_applying(prepared: Rehearsal) -> int:
    """Deploy, kill Terraform in its apply when it has made something, and return how `ops` ended."""
    command = prepared.start_by_hand(_DEPLOY)
    log = prepared.log("foundation-apply")
    wait_until_applying(log, command)
    # Nothing but the slow creation is under way, which its provider will refuse: what exists is in the log.
    while time.time() - log.stat().st_mtime < _QUIET_SECONDS:
        assert command.poll() is None
        time.sleep(0.1)
    [running] = [
        step for step in running_steps(prepared.home.root / "ops" / "production") if step.engine.alive
    ]
    os.kill(running.engine.pid, signal.SIGKILL)
    return command.wait(timeout=60)


def _run(prepared: Rehearsal, command: str, *, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = prepared.by_hand(f"{command} || exit $?")
    assert done.returncode == code, done.stdout + done.stderr
    return done


def test_what_a_killed_terraform_made_is_imported_and_the_deployment_goes_on(prepared: Rehearsal) -> None:
    assert _kill_engine_while_applying(prepared) == ExitCode.FAILED
    made = {item.id for item in SimulatedCloud(prepared.home.cloud).list_objects()}
    assert made

    locked = _run(prepared, f"{_DEPLOY} --lock-timeout 0s", code=ExitCode.LOCKED)
    assert "ops state unlock foundation --environment production" in locked.stderr
    _run(prepared, "ops state unlock foundation --environment production --yes")

    refused = _run(prepared, _DEPLOY, code=ExitCode.FAILED)
    assert "already exists" in refused.stderr
    assert f"`{_RECOVER}` imports what exists" in refused.stderr
    imported = _run(prepared, f"{_RECOVER} --yes").stdout
    assert "import azurerm_resource_group.resource_group" in imported
    found = re.search(r"(\d+) imported", imported)
    assert found
    assert int(found[1]) > len(made) / 2
    assert made <= {item.id for item in SimulatedCloud(prepared.home.cloud).list_objects()}

    _run(prepared, _DEPLOY)
    assert "no changes" in _run(prepared, _DEPLOY).stdout
