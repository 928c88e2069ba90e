"""A cloud in which Azure and Kubernetes change what they change by themselves.

One rehearsal serves all tests, in their order.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.kubernetes_versions import VERSIONS, newest_verified
from ops.common.errors import ExitCode
from rehearsal.cloud.store import SimulatedCloud
from tests.support.environment_files import REFERENCE_ENVIRONMENTS
from tests.support.rehearsals import Rehearsal, rehearsal

NEW = newest_verified().minor
OLD = VERSIONS[[version.minor for version in VERSIONS].index(NEW) - 1].minor
LABEL = ("kubernetes_service_v1", "todo-backend", "metadata.0.labels.by", "hand")
RULE = {"name": "by-hand", "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp"}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rehearsal, dict[str, str]]]:
    """Yield a rehearsal after a release, a review, and then a week in the cloud; and the fingerprints."""
    environments = tmp_path_factory.mktemp("environments")
    with rehearsal(tmp_path_factory.mktemp("live"), ENVIRONMENTS_DIR=str(environments)) as made:
        _write_environment(made, OLD)
        done = made.rehearse("up")
        assert done.returncode == 0, done.stdout + done.stderr
        reviewed = json.loads(made.by_hand("ops plan --json").stdout)["fingerprints"]
        for _ in range(2):
            lived = made.rehearse("cloud", "live")
            assert lived.returncode == 0, lived.stdout + lived.stderr
        assert f"a patch upgrade to {OLD}.7" in lived.stdout
        assert "`kubectl rollout restart`" in lived.stdout
        yield made, reviewed


def _write_environment(made: Rehearsal, version: str) -> None:
    """Write production's file with a version of Kubernetes."""
    text = (REFERENCE_ENVIRONMENTS / "production.yaml").read_text()
    assert f'kubernetes_version: "{NEW}"' in text
    file = Path(made.environment["ENVIRONMENTS_DIR"]) / "production.yaml"
    file.write_text(text.replace(f'kubernetes_version: "{NEW}"', f'kubernetes_version: "{version}"'))


def _drift(made: Rehearsal) -> list[tuple[str, list[str]]]:
    found = json.loads(made.by_hand("ops drift --json || true").stdout)
    return [
        (change["address"], [attribute["path"] for attribute in change["attributes"]])
        for stack in found["stacks"]
        for change in stack["found"]
    ]


def test_what_services_change_is_no_drift_and_no_plan(live: tuple[Rehearsal, dict[str, str]]) -> None:
    made, reviewed = live
    quiet = made.by_hand("ops drift")
    assert quiet.returncode == 0, quiet.stdout + quiet.stderr
    assert quiet.stdout.count("no drift") >= len(reviewed)
    planned = json.loads(made.by_hand("ops plan --json").stdout)
    assert planned["empty"]
    assert planned["fingerprints"] == reviewed


def test_a_reviewed_release_passes_the_gate(live: tuple[Rehearsal, dict[str, str]]) -> None:
    made, reviewed = live
    options = " ".join(f"--reviewed {value}" for value in {*reviewed.values()})
    done = made.by_hand(f"ops deploy --image-tag second {options}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert _restarted(made) == 2
    assert made.by_hand("ops drift").returncode == 0


def _restarted(made: Rehearsal) -> int:
    """Return the number of Deployments that keep the annotation of a restart."""
    deployments = SimulatedCloud(made.home.cloud).list_objects("kubernetes_deployment_v1")
    return sum("restartedAt" in json.dumps(item.attributes) for item in deployments)


def test_a_minor_upgrade_changes_the_version_and_nothing_else(
    live: tuple[Rehearsal, dict[str, str]],
) -> None:
    """The runbook docs/runbooks/upgrade-kubernetes.md, carried out."""
    made, _ = live
    _write_environment(made, NEW)
    planned = json.loads(made.by_hand("ops plan foundation --json").stdout)
    ((cluster,),) = [stack["changes"]["planned"] for stack in planned["stacks"]]
    assert (cluster["address"], cluster["action"]) == ("azurerm_kubernetes_cluster.cluster", "update")
    assert {one["path"]: (one["before"], one["after"]) for one in cluster["attributes"]} == {
        "kubernetes_version": (f"{OLD}.7", NEW),
        "default_node_pool.orchestrator_version": (f"{OLD}.7", NEW),
    }
    done = made.by_hand("ops deploy foundation --yes")
    assert done.returncode == 0, done.stdout + done.stderr
    again = made.by_hand("ops plan foundation --json")
    assert json.loads(again.stdout)["empty"], again.stdout
    assert made.rehearse("cloud", "live").returncode == 0
    patched = made.by_hand("ops plan foundation --json")
    assert json.loads(patched.stdout)["empty"], patched.stdout
    (found,) = SimulatedCloud(made.home.cloud).list_objects("azurerm_kubernetes_cluster")
    versions = (
        found.attributes["current_kubernetes_version"],
        found.attributes["default_node_pool"][0]["orchestrator_version"],
    )
    assert versions == (f"{NEW}.6", f"{NEW}.6")


def test_an_upgrade_cannot_be_undone(
    live: tuple[Rehearsal, dict[str, str]],
) -> None:
    made, _ = live
    _write_environment(made, OLD)
    refused = made.by_hand("ops deploy foundation --yes")
    _write_environment(made, NEW)
    assert refused.returncode != 0
    assert (
        f"Downgrading Kubernetes version {NEW}.6 to {OLD} is not allowed" in refused.stdout + refused.stderr
    )


def test_a_real_change_beside_it_is_seen_and_refused(live: tuple[Rehearsal, dict[str, str]]) -> None:
    made, reviewed = live
    assert made.rehearse("cloud", "live").returncode == 0
    assert made.rehearse("cloud", "set", *LABEL).returncode == 0
    cloud = SimulatedCloud(made.home.cloud)
    (group,) = [
        item for item in cloud.list_objects("azurerm_network_security_group") if item.name.endswith("-nodes")
    ]
    rules: list[dict[str, Any]] = [*group.attributes["security_rule"], RULE]
    cloud.edit(group.type, group.id, "security_rule", rules)
    found = dict(_drift(made))
    assert found.keys() == {
        "azurerm_network_security_group.network_nodes_rules",
        "kubernetes_service_v1.todo_backend_service",
    }
    assert found["kubernetes_service_v1.todo_backend_service"] == ["metadata.labels.by"]
    refused = made.by_hand(f"ops deploy app --image-tag third --reviewed {reviewed['app']}")
    assert refused.returncode == ExitCode.NOT_REVIEWED, refused.stdout + refused.stderr
