"""Drift in five objects of three stacks, two of them expected: three are reported until they are mended.

Detection writes nothing, and waits for nobody.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.storage.blob import BlobLeaseClient, ContainerClient

from ops.common.errors import ExitCode
from rehearsal.common.home import Home
from rehearsal.session import record
from tests.ops.clients.github.api import Api, running_api
from tests.support.rehearsals import Rehearsal, applied_rehearsal
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
def released(tmp_path: Path, applied: Home) -> Iterator[Rehearsal]:
    with applied_rehearsal(tmp_path, applied) as made:
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
    rules.write_text(RULES)

    with running_api(Api()) as api:
        on_github = " ".join(f"export {name}={value};" for name, value in api.environ().items())
        filed = released.by_hand(f"{on_github} ops drift --issues --rules {rules}")
        assert filed.returncode == ExitCode.DRIFT, filed.stdout + filed.stderr
        drifted = {issue["title"]: issue for issue in api.issues.values()}
        assert set(drifted) == {
            "Drift detection of production",
            *(f"Drift: {stack} of production" for stack in ("foundation", "addons", "app")),
        }
        assert "spec.type: ClusterIP -> NodePort" in drifted["Drift: app of production"]["body"]

        mended = released.rehearse("up")
        assert mended.returncode == 0, mended.stdout + mended.stderr
        clean = released.by_hand(f"{on_github} ops drift --issues")
        assert clean.returncode == 0, clean.stdout + clean.stderr
        assert {issue["title"] for issue in api.issues.values() if issue["state"] == "open"} == {
            "Drift detection of production"
        }


def test_a_look_writes_nothing_and_waits_for_no_lock(released: Rehearsal) -> None:
    drifted = ("azurerm_container_registry", "hackathontodoacr", "admin_enabled", "true")
    assert released.rehearse("cloud", "set", *drifted).returncode == 0
    found = record.load(released.home)
    assert found
    with container_of(found.store(released.home)) as container:
        lock = BlobLeaseClient(container.get_blob_client("production/foundation.tfstate"))
        lock.acquire()
        before = _blobs(container)
        looked = released.by_hand("ops drift")
        assert looked.returncode == ExitCode.DRIFT, looked.stdout + looked.stderr
        assert _blobs(container) == before
        lock.release()
    assert {"production/app.tfstate", "production/deployment.lease"} <= before.keys()
