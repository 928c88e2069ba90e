"""Drift in five objects of three stacks, two of them expected: three are reported until they are mended.

Looking for it writes nothing, and waits for nobody.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.storage.blob import BlobLeaseClient, ContainerClient

from ops.errors import ExitCode
from ops.releases.lease import Holder, deployment_lease
from rehearsal import record
from tests.support.rehearsals import Rehearsal, rehearsal
from tests.support.state_store import container_of

DRIFT = (
    ("azurerm_resource_group", "hackathon-todo-rg", "tags.owner", "somebody"),
    ("azurerm_container_registry", "hackathontodoacr", "admin_enabled", "true"),
    ("redpanda_topic", "task-events", "partition_count", "3"),
    ("kubernetes_service_v1", "todo-backend", "spec.0.type", "NodePort"),
    ("kubernetes_deployment_v1", "todo-frontend", "metadata.0.labels.drifted", "yes"),
)
RULES = """
- address: azurerm_resource_group.*
  attribute: tags.owner
  reason: the finance team's policy rewrites it
  until: 2099-12-31
- address: kubernetes_deployment_v1.todo_frontend_deployment
  attribute: metadata.labels.*
  reason: an experiment that is agreed
  until: 2099-12-31
- address: kubernetes_deployment_v1.renamed_long_ago
  attribute: metadata.labels.*
  reason: what it was for is not there any more
  until: 2099-12-31
"""
EXPIRED = RULES.replace("2099-12-31", "2026-01-31")


@pytest.fixture
def released(tmp_path: Path) -> Iterator[Rehearsal]:
    with rehearsal(tmp_path) as made:
        done = made.rehearse("up")
        assert done.returncode == 0, done.stdout + done.stderr
        yield made


def _blobs(container: ContainerClient) -> dict[str, tuple[str, bytes]]:
    """Every blob beside the states: its version, which any write changes, and its content."""
    return {
        blob.name: (blob.etag, container.download_blob(blob.name).readall())
        for blob in container.list_blobs()
    }


def test_exactly_what_is_not_expected_is_reported_until_it_is_mended(
    released: Rehearsal, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES)
    for change in DRIFT:
        assert released.rehearse("cloud", "set", *change).returncode == 0
    scaled = ("kubernetes_deployment_v1", "todo-backend", "spec.0.replicas", "4")
    assert released.rehearse("cloud", "set", *scaled).returncode == 0

    done = released.by_hand(f"ops drift --json --rules {rules}")
    assert done.returncode == ExitCode.DRIFT, done.stdout + done.stderr
    found = json.loads(done.stdout)
    addresses = {change["address"] for stack in found["stacks"] for change in stack["found"]}
    assert addresses == {
        "azurerm_container_registry.registry",
        "redpanda_topic.topic_task_events",
        "kubernetes_service_v1.todo_backend_service",
    }
    assert sum(stack["ignored"] for stack in found["stacks"]) == 2
    assert [rule["address"] for rule in found["unused"]] == ["kubernetes_deployment_v1.renamed_long_ago"]

    rules.write_text(EXPIRED)
    refused = released.by_hand(f"ops drift --rules {rules}")
    assert refused.returncode == ExitCode.USAGE
    assert refused.stderr.count("until 2026-01-31") == 3

    mended = released.rehearse("up")
    assert mended.returncode == 0, mended.stdout + mended.stderr
    clean = released.by_hand("ops drift")
    assert clean.returncode == 0, clean.stdout + clean.stderr


def test_a_look_writes_nothing_and_waits_for_neither_a_deployment_nor_a_lock(released: Rehearsal) -> None:
    drifted = ("azurerm_container_registry", "hackathontodoacr", "admin_enabled", "true")
    assert released.rehearse("cloud", "set", *drifted).returncode == 0
    found = record.load(released.home)
    assert found
    somebody = Holder.now(who="somebody", command="ops deploy")
    with (
        container_of(found.store(released.home)) as container,
        deployment_lease(container, environment="production", holder=somebody),
    ):
        lock = BlobLeaseClient(container.get_blob_client("production/foundation.tfstate"))
        lock.acquire()
        before = _blobs(container)
        looked = released.by_hand("ops drift")
        assert looked.returncode == ExitCode.DRIFT, looked.stdout + looked.stderr
        assert _blobs(container) == before
        lock.release()
    assert {"production/app.tfstate", "production/deployment.lease"} <= before.keys()
