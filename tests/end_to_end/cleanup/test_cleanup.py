"""`ops cleanup` on rehearsals: refused, in the way, killed half-way, without a cluster; then all is gone."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ops.errors import ExitCode
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from tests.support.applying import wait_until_applying
from tests.support.rehearsals import Rehearsal, rehearsal

CLEAN_UP = "ops cleanup --confirm production"
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/hackathon-todo-rg"


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Rehearsal]:
    with rehearsal(tmp_path) as made:
        done = made.rehearse("up")
        assert done.returncode == 0, done.stdout + done.stderr
        yield made


def _cloud(deployed: Rehearsal) -> SimulatedCloud:
    return SimulatedCloud(deployed.home.cloud)


def _types(deployed: Rehearsal) -> set[str]:
    """The types of what stands, but for the definitions, which Helm leaves in a cluster by design."""
    return {item.type for item in _cloud(deployed).list_objects()} - {"custom_resource_definition"}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def test_all_is_gone_once_it_was_confirmed_and_nobody_elses_things_are_in_the_way(
    deployed: Rehearsal,
) -> None:
    before = _types(deployed)
    told = deployed.by_hand("ops cleanup --dry-run --json")
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    assert sum(document["resources"]["app"].values()) > 40
    assert any("hackathontodoacr with every image" in loss for loss in document["lost"])
    for refused in ("ops cleanup", "ops cleanup --confirm staging"):
        assert deployed.by_hand(refused).returncode == ExitCode.USAGE
    assert _types(deployed) == before

    cloud = _cloud(deployed)
    lock = CloudObject(
        "azurerm", "azurerm_management_lock", f"{GROUP}/locks/audit", {"scope": GROUP, "name": "audit"}
    )
    stranger = CloudObject(
        "azurerm", "azurerm_storage_account", f"{GROUP}/providers/x/somebodys", {"name": "x"}
    )
    cloud.put(lock)
    held = deployed.by_hand(CLEAN_UP)
    assert held.returncode == ExitCode.FAILED
    assert "Remove the lock 'audit' first" in _one_line(held.stderr)
    assert "az lock delete --ids" in _one_line(held.stderr)
    assert "azurerm_kubernetes_cluster" in _types(deployed)

    cloud.delete(lock.type, lock.id)
    cloud.put(stranger)
    kept = deployed.by_hand(CLEAN_UP)
    assert kept.returncode == ExitCode.FAILED
    assert stranger.id in kept.stderr
    assert "az resource delete --ids" in _one_line(kept.stderr)
    assert _types(deployed) == {"azurerm_resource_group", stranger.type}

    cloud.delete(stranger.type, stranger.id)
    done = deployed.by_hand(CLEAN_UP)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _types(deployed) == set()
    assert json.loads(deployed.by_hand("ops releases --json").stdout) == []
    again = deployed.by_hand("ops cleanup")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "hold nothing that could be deleted" in again.stdout


def test_what_was_cleaned_up_can_be_deployed_anew_but_not_rolled_back_to(deployed: Rehearsal) -> None:
    assert deployed.by_hand(CLEAN_UP).returncode == 0
    refused = deployed.by_hand("ops rollback --yes")
    assert "has passed its smoke tests" in _one_line(refused.stderr)
    unnamed = "env -u TF_VAR_backend_image -u TF_VAR_frontend_image ops deploy --yes"
    assert deployed.by_hand(unnamed).returncode == ExitCode.MISSING_INPUT
    done = deployed.by_hand("ops deploy --yes --image-tag again")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(json.loads(deployed.by_hand("ops releases --json").stdout)) == 1
    ended = deployed.rehearse("down")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert _types(deployed) == set()


def test_a_clean_up_that_was_killed_in_the_middle_goes_on(deployed: Rehearsal) -> None:
    command = deployed.start_by_hand(CLEAN_UP)
    wait_until_applying(deployed.log("foundation-apply"), command)
    # Terraform and its providers as well: on a machine that goes away, nobody ends in order.
    process = psutil.Process(command.pid)
    for one in [process, *process.children(recursive=True)]:
        one.kill()
    command.wait(timeout=60)
    assert "azurerm_resource_group" in _types(deployed)
    assert not any(type_.startswith(("kubernetes_", "redpanda_")) for type_ in _types(deployed))

    assert "is being deployed by" in deployed.by_hand(CLEAN_UP).stderr
    assert deployed.by_hand("ops unlock --yes").returncode == 0
    locked = deployed.by_hand(f"{CLEAN_UP} --lock-timeout 0s")
    assert locked.returncode == ExitCode.LOCKED, locked.stdout + locked.stderr
    found = re.search(r"terraform (-chdir=\S+) force-unlock (\S+)", locked.stderr)
    assert found, locked.stderr
    folder, lock = found.groups()
    unlocked = deployed.by_hand(f'"$TERRAFORM_BINARY_NAME" {shlex.quote(folder)} force-unlock -force {lock}')
    assert unlocked.returncode == 0, unlocked.stdout + unlocked.stderr

    done = deployed.by_hand(CLEAN_UP)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _types(deployed) == set()
    ended = deployed.rehearse("down")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_cluster_that_is_gone_blocks_nothing(deployed: Rehearsal) -> None:
    cloud = _cloud(deployed)
    (cluster,) = cloud.list_objects("azurerm_kubernetes_cluster")
    cloud.delete(cluster.type, cluster.id)
    cloud.delete_scope(str(cluster.attributes["fqdn"]))
    asked = deployed.by_hand(CLEAN_UP)
    assert asked.returncode == ExitCode.FAILED
    assert "ops cleanup --cluster-is-gone" in _one_line(asked.stderr)

    done = deployed.by_hand(f"{CLEAN_UP} --cluster-is-gone")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "48 forgotten, which end with the cluster" in done.stdout
    assert _types(deployed) == set()
    ended = deployed.rehearse("down")
    assert ended.returncode == 0, ended.stdout + ended.stderr
