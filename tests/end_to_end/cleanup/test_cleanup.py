"""`ops cleanup` on rehearsals: refused, in the way, killed half-way, without a cluster; then all is gone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ops.common.errors import ExitCode
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.common.home import Home
from tests.support.applying import wait_until_applying
from tests.support.rehearsals import Rehearsal, applied_rehearsal

# Each test runs Terraform several times over a hundred resources, on a machine that may be busy.
pytestmark = pytest.mark.timeout(900)

CLEAN_UP = "ops cleanup --confirm production"
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/hackathon-todo-rg"
LOCK = CloudObject(
    provider="azurerm",
    type="azurerm_management_lock",
    id=f"{GROUP}/locks/audit",
    attributes={"scope": GROUP, "name": "audit"},
)
STRANGER = CloudObject(
    provider="azurerm",
    type="azurerm_storage_account",
    id=f"{GROUP}/providers/x/somebodys",
    attributes={"name": "somebodys"},
)
# Helm leaves definitions, and the namespaces that it has made, in a cluster by design.
LEFT_BY_HELM = {"custom_resource_definition", "kubernetes_namespace_v1"}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, applied: Home) -> Iterator[Rehearsal]:
    """Yield a rehearsal for the tests that follow each other, as an operator's day does."""
    with applied_rehearsal(tmp_path_factory.mktemp("day"), applied) as made:
        yield made


@pytest.fixture
def other(tmp_path: Path, applied: Home) -> Iterator[Rehearsal]:
    with applied_rehearsal(tmp_path, applied) as made:
        yield made


def _cloud(made: Rehearsal) -> SimulatedCloud:
    return SimulatedCloud(made.home.cloud)


def _types(made: Rehearsal) -> set[str]:
    return {item.type for item in _cloud(made).list_objects()}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def test_nothing_is_deleted_before_the_name_is_typed(day: Rehearsal) -> None:
    before = _types(day)
    told = day.by_hand("ops cleanup --dry-run --json")
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    assert sum(document["resources"]["app"].values()) > 40
    assert any("hackathontodoacr with every image" in loss for loss in document["lost"])
    for refused in ("ops cleanup", "ops cleanup --confirm staging"):
        assert day.by_hand(refused).returncode == ExitCode.USAGE
    assert _types(day) == before


def test_a_lock_of_somebody_else_is_named_and_holds_what_it_holds(day: Rehearsal) -> None:
    _cloud(day).put(LOCK)
    held = day.by_hand(CLEAN_UP)
    assert held.returncode == ExitCode.FAILED
    assert "Remove the lock 'audit' first" in _one_line(held.stderr)
    assert "more errors: see" in _one_line(held.stderr)
    assert "az lock delete --ids" in _one_line(held.stderr)
    assert "azurerm_kubernetes_cluster" in _types(day)


def test_all_but_the_group_goes_when_a_stranger_is_in_it(day: Rehearsal) -> None:
    _cloud(day).delete(LOCK.type, LOCK.id)
    _cloud(day).put(STRANGER)
    kept = day.by_hand(CLEAN_UP)
    assert kept.returncode == ExitCode.FAILED
    assert STRANGER.id in kept.stderr
    assert "az resource delete --ids" in _one_line(kept.stderr)
    assert _types(day) == {"azurerm_resource_group", STRANGER.type}


def test_the_same_command_deletes_what_was_left(day: Rehearsal) -> None:
    _cloud(day).delete(STRANGER.type, STRANGER.id)
    done = day.by_hand(CLEAN_UP)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _types(day) == set()
    again = day.by_hand("ops cleanup")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "have no resources to delete" in again.stdout


def test_what_was_cleaned_up_can_be_deployed_anew_but_not_rolled_back_to(day: Rehearsal) -> None:
    assert json.loads(day.by_hand("ops releases --json").stdout) == []
    refused = day.by_hand("ops rollback --yes")
    assert "has passed its smoke tests" in _one_line(refused.stderr)
    unnamed = "env -u TF_VAR_backend_image -u TF_VAR_frontend_image ops deploy --yes"
    assert day.by_hand(unnamed).returncode == ExitCode.MISSING_INPUT
    done = day.by_hand("ops deploy --yes --image-tag again")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(json.loads(day.by_hand("ops releases --json").stdout)) == 1


def test_a_clean_up_that_was_killed_in_the_middle_goes_on(day: Rehearsal) -> None:
    day.log("foundation-apply").unlink()
    command = day.start_by_hand(CLEAN_UP)
    wait_until_applying(day.log("foundation-apply"), command)
    # Terraform and its providers as well: on a machine that goes away, nobody ends in order.
    process = psutil.Process(command.pid)
    for one in [process, *process.children(recursive=True)]:
        one.kill()
    command.wait(timeout=60)
    left = _types(day) - LEFT_BY_HELM
    assert "azurerm_resource_group" in left
    assert not any(type_.startswith(("kubernetes_", "redpanda_")) for type_ in left)

    assert day.by_hand("ops unlock --yes").returncode == 0
    locked = day.by_hand(f"{CLEAN_UP} --lock-timeout 0s")
    assert locked.returncode == ExitCode.LOCKED, locked.stdout + locked.stderr
    found = re.search(r"break the lock: (ops state unlock .*)$", locked.stderr, re.MULTILINE)
    assert found, locked.stderr
    unlocked = day.by_hand(f"{found[1]} --yes")
    assert unlocked.returncode == 0, unlocked.stdout + unlocked.stderr

    done = day.by_hand(CLEAN_UP)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _types(day) == set()


def test_a_rehearsal_ends_as_always_after_a_clean_up(day: Rehearsal) -> None:
    ended = day.rehearse("down")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert day.processes() == []


def test_a_cluster_that_is_gone_blocks_nothing(other: Rehearsal) -> None:
    cloud = _cloud(other)
    (cluster,) = cloud.list_objects("azurerm_kubernetes_cluster")
    cloud.delete(cluster.type, cluster.id)
    cloud.delete_scope(str(cluster.attributes["fqdn"]))
    asked = other.by_hand(CLEAN_UP)
    assert asked.returncode == ExitCode.FAILED
    assert "ops cleanup --environment production --cluster-is-gone" in _one_line(asked.stderr)

    done = other.by_hand(f"{CLEAN_UP} --cluster-is-gone")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "58 forgotten, which end with the cluster" in done.stdout
    assert _types(other) == set()
    ended = other.rehearse("down")
    assert ended.returncode == 0, ended.stdout + ended.stderr
