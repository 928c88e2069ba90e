"""The state store goes away during an apply: the state is kept, offered by the next command, and written."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from rehearsal.cloud.store import SimulatedCloud
from rehearsal.session.record import load
from tests.end_to_end.releases.test_killed import ENGINES
from tests.support.applying import wait_until_applying
from tests.support.rehearsals import BIN, Rehearsal, rehearsal

_DEPLOY = "ops deploy foundation --yes"


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def prepared(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Rehearsal]:
    """Yield a rehearsal with nothing applied, in which the foundation takes long enough."""
    with rehearsal(tmp_path, request.param) as made:
        assert made.by_hand("true").returncode == 0
        # Longer than Azurite keeps what it was told in memory only: the lock is on its disk.
        SimulatedCloud(made.home.cloud).fail_create("azurerm_container_registry", delay=6.0)
        yield made


def _kill_store_while_applying(prepared: Rehearsal, log: Path) -> subprocess.CompletedProcess[str]:
    """Deploy, kill the state store while Terraform applies, and return how the deployment ended."""
    script = f'eval "$({BIN / "rehearse"} env)" && exec {_DEPLOY}'
    with log.open("w") as output:
        command = subprocess.Popen(
            ["/bin/bash", "-c", script],
            env=prepared.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        wait_until_applying(prepared.log("foundation-apply"), command)
        record = load(prepared.home)
        assert record
        os.kill(record.process.pid, signal.SIGKILL)
        code = command.wait(timeout=120)
    return subprocess.CompletedProcess(script, code, log.read_text(), "")


def test_a_state_that_could_not_be_written_is_offered_by_the_next_deployment(
    prepared: Rehearsal, tmp_path: Path
) -> None:
    failed = _kill_store_while_applying(prepared, tmp_path / "deploy.log")
    assert failed.returncode == ExitCode.STATE_NOT_SAVED, failed.stdout
    [kept] = prepared.home.root.glob("ops/production/runs/*/cdktf.out/stacks/foundation/errored.tfstate")
    assert kept.stat().st_mode & 0o077 == 0
    assert "the state storage account does not answer" in failed.stdout
    assert f"where: {kept}" in failed.stdout
    assert "ops state push foundation --environment production" in failed.stdout
    made = json.loads(kept.read_text())["resources"]

    # `rehearse env` starts the store again.
    unasked = prepared.by_hand("ops deploy foundation --reviewed 0000000000000000 || exit $?")
    assert unasked.returncode == ExitCode.STATE_NOT_SAVED, unasked.stdout + unasked.stderr
    assert "nothing was planned" in unasked.stderr
    command = "ops state push foundation --environment production"
    assert f"remedy: before anything else is deployed, write it: `{command}`" in unasked.stderr

    # The remedy, as pasted: it also breaks the lock that the failed run left.
    _run(prepared, command)
    assert not kept.exists()
    saved = tmp_path / "saved.tfstate"
    _run(prepared, f"ops state pull foundation --out {saved}")
    state = json.loads(saved.read_text())
    assert {resource["name"] for resource in made} <= {resource["name"] for resource in state["resources"]}

    # A later state, as another failed run would leave it: `--yes` writes it before anything is planned.
    kept.write_text(json.dumps({**state, "serial": state["serial"] + 5}))
    written = _run(prepared, _DEPLOY)
    assert "the state of the failed run was written" in written
    assert "no changes" in written
    assert not kept.exists()


def _run(prepared: Rehearsal, command: str) -> str:
    done = prepared.by_hand(command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
