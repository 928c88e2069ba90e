"""Deployments, jobs and pods: whether enough serve, and what holds one up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ops.commands.health.finding import Finding, Health
from ops.commands.health.pods import evaluate_pods
from ops.commands.health.workloads import evaluate_workloads
from ops.delivery.rollout.objects import NamespaceObjects
from tests.ops.commands.health.objects import condition
from tests.ops.delivery.rollout.objects import (
    Json,
    container,
    deployment,
    ended,
    job,
    metadata,
    parsed,
    pod,
    replica_set,
    waiting,
)

NOW = datetime(2026, 1, 1, 1, tzinfo=UTC)
READY = condition("Ready")


def judged(*deployments: Json, pods: tuple[Json, ...] = (), jobs: tuple[Json, ...] = ()) -> list[Finding]:
    return evaluate_workloads(
        NamespaceObjects(
            deployments=[parsed("V1Deployment", item) for item in deployments],
            replica_sets=[parsed("V1ReplicaSet", replica_set())],
            jobs=[parsed("V1Job", item) for item in jobs],
            pods=[parsed("V1Pod", item) for item in pods],
            events=[],
        )
    )


CRASHING = pod("api-new-1", container(**waiting("CrashLoopBackOff"), lastState=ended(1), restartCount=5))


def test_a_deployment_whose_pods_all_serve_is_well() -> None:
    (finding,) = judged(deployment(available=2))
    assert (finding.subject, finding.status, finding.remedy) == ("Deployment/api", Health.OK, "")


def test_a_deployment_of_which_nothing_serves_has_failed_and_says_what_is_stuck() -> None:
    (finding,) = judged(deployment(available=0), pods=(CRASHING,))
    assert finding.status is Health.FAILED
    assert finding.detail == "0 of 2 ready, nothing serves; it crashes: exit code 1, restarted 5 times"
    assert finding.remedy.startswith("ops rollout status shows events and log lines; read its log")


def test_a_stuck_release_beside_which_the_one_before_serves_wants_attention() -> None:
    (finding,) = judged(deployment(available=2, updatedReplicas=1, replicas=3), pods=(CRASHING,))
    assert finding.status is Health.ATTENTION
    assert finding.detail.startswith("0 of 2 ready, 2 serve; it crashes")


def test_a_deployment_that_is_scaled_to_nothing_has_failed() -> None:
    (finding,) = judged(deployment(wanted=0))
    assert (finding.status, finding.detail) == (Health.FAILED, "scaled to nothing")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"succeeded": 1, "conditions": [condition("Complete")]}, (Health.OK, "done")),
        ({"active": 1}, (Health.ATTENTION, "running")),
    ],
)
def test_a_job_is_done_or_runs(status: dict[str, Any], expected: tuple[Health, str]) -> None:
    (finding,) = judged(jobs=(job(**status),))
    assert (finding.status, finding.detail) == expected


def test_a_migration_that_failed_has_failed_with_its_reason() -> None:
    failed = condition("Failed", message="BackoffLimitExceeded")
    (finding,) = judged(jobs=(job(failed=1, conditions=[failed]),))
    assert finding.status is Health.FAILED
    assert "BackoffLimitExceeded" in finding.detail


def test_a_namespace_without_workloads_is_absent() -> None:
    (finding,) = judged()
    assert finding.status is Health.ABSENT


def seen(item: Json) -> Finding:
    (finding,) = evaluate_pods([parsed("V1Pod", item)], now=NOW)
    return finding


def restarted(minutes_ago: int, **more: Any) -> Json:
    at = (NOW - timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    end = {"terminated": {"exitCode": 1, "finishedAt": at}}
    return container(lastState=end, restartCount=2, **more)


def test_a_pod_that_is_ready_says_where() -> None:
    item = pod("api-1", container(ready=True), conditions=[READY])
    item["spec"]["nodeName"] = "node-1"
    finding = seen(item)
    assert (finding.subject, finding.status, finding.detail) == ("Pod/api-1", Health.OK, "ready on node-1")


def test_a_pod_that_restarted_lately_wants_attention_though_it_is_ready() -> None:
    finding = seen(pod("api-1", restarted(5), conditions=[READY]))
    assert finding.status is Health.ATTENTION
    assert finding.detail == "ready, restarted 2 times, last at 00:55 UTC"
    assert "--previous" in finding.remedy


def test_a_restart_long_ago_is_only_told() -> None:
    finding = seen(pod("api-1", restarted(40), conditions=[READY]))
    assert finding.status is Health.OK
    assert finding.detail.endswith("restarted 2 times")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (pod("a", container(**waiting("ImagePullBackOff"))), "ImagePullBackOff"),
        (pod("a", conditions=[condition("PodScheduled", "False", message="no node fits")]), "no node fits"),
        (pod("a", container("daprd", state={})), "container daprd is not ready"),
        (pod("a"), "Pending"),
    ],
)
def test_a_pod_that_is_not_ready_says_why(item: Json, reason: str) -> None:
    finding = seen(item)
    assert (finding.status, finding.detail) == (Health.ATTENTION, reason)
    assert finding.remedy.endswith("describe pod a")


@pytest.mark.parametrize(
    ("ends", "status", "detail"),
    [
        ("2026-01-01T01:00:30Z", Health.OK, "is ending"),
        ("2026-01-01T00:30:00Z", Health.ATTENTION, "should have ended at 00:30 UTC"),
    ],
)
def test_a_pod_that_does_not_end_is_found(ends: str, status: Health, detail: str) -> None:
    finding = seen(pod("a", deletionTimestamp=ends))
    assert (finding.status, finding.detail) == (status, detail)


def test_for_the_pods_of_a_job_the_job_speaks() -> None:
    owned = {"metadata": metadata("migrate-1", owner="job"), "spec": {"containers": []}, "status": {}}
    owned["metadata"]["ownerReferences"][0]["kind"] = "Job"
    assert evaluate_pods([parsed("V1Pod", owned)], now=NOW) == []
