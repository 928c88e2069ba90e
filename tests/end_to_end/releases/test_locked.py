"""What stops a deployment before it starts: a leased state, and variables of the shell."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from rehearsal.session import record
from tests.support.rehearsals import Rehearsal, rehearsal
from tests.support.state_store import container_of


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[Rehearsal]:
    """Yield a rehearsal with nothing applied."""
    with rehearsal(tmp_path) as made:
        assert made.by_hand("true").returncode == 0
        yield made


def test_a_leased_state_is_exit_code_6_without_a_release_and_is_broken_by_unlock(prepared: Rehearsal) -> None:
    found = record.load(prepared.home)
    assert found
    with container_of(found.store(prepared.home)) as container:
        blob = container.get_blob_client("production/foundation.tfstate")
        blob.upload_blob(b"")
        blob.acquire_lease()
    refused = prepared.by_hand("ops deploy --yes")
    assert refused.returncode == ExitCode.LOCKED, refused.stdout + refused.stderr
    assert "leased without Terraform's lock record" in " ".join(refused.stderr.split())
    assert json.loads(prepared.by_hand("ops releases --json").stdout) == []

    listed = prepared.by_hand("ops unlock --yes")
    assert "ops unlock --environment production --state foundation" in listed.stdout
    broken = prepared.by_hand("ops unlock --environment production --state foundation --yes")
    assert broken.returncode == 0, broken.stdout + broken.stderr
    again = prepared.by_hand("ops unlock --state foundation --yes")
    assert again.returncode == ExitCode.USAGE, again.stdout + again.stderr
    planned = prepared.by_hand("ops plan foundation")
    assert planned.returncode == 0, planned.stdout + planned.stderr


def test_a_workspace_in_the_shell_is_refused_by_every_command_that_starts_terraform(
    prepared: Rehearsal,
) -> None:
    for command in ("ops drift", "ops plan", "ops env", "ops deploy --yes", "ops rollback", "rehearse up"):
        done = prepared.by_hand(f"TF_WORKSPACE=dev {command}")
        assert done.returncode == ExitCode.USAGE, done.stdout + done.stderr
        assert "set in this shell: TF_WORKSPACE" in " ".join((done.stdout + done.stderr).split())
