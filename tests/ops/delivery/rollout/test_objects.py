"""From API objects to observations: which release is the newest, and when it is complete."""

from typing import Any

import pytest

from tests.ops.delivery.rollout.objects import (
    Namespace,
    condition,
    container,
    deployment,
    event,
    job,
    job_alone,
    metadata,
    pod,
    replica_set,
)


def test_the_newest_release_is_the_replica_set_of_the_deployments_revision() -> None:
    # A rollback gives the old ReplicaSet the newest number.
    sets = [replica_set("api-old", revision="1"), replica_set("api-new", revision="2", ready=1)]
    pods = [pod("old", container(), owner="api-old"), pod("new", container(), owner="api-new")]
    (found,) = Namespace(replica_sets=sets, pods=pods).observed()
    assert found.release == "api-new"
    assert found.ready == 1
    assert [item.name for item in found.pods] == ["new"]


def test_a_deployment_whose_controller_has_not_seen_it_yet_has_no_release() -> None:
    (found,) = Namespace(replica_sets=[replica_set(revision="1")]).observed()
    assert found.release == ""
    assert not found.complete


@pytest.mark.parametrize(
    ("status", "complete"),
    [
        ({"available": 2}, True),
        ({"available": 1}, False),
        ({"available": 2, "updatedReplicas": 1}, False),
        ({"available": 2, "replicas": 3}, False),  # an old pod still serves
        ({"available": 2, "observedGeneration": 1}, False),  # these are the numbers of the release before
    ],
)
def test_a_deployment_is_complete_when_all_its_pods_are_new_and_serve(
    status: dict[str, Any], complete: bool
) -> None:
    (found,) = Namespace(deployments=[deployment(**status)]).observed()
    assert found.complete is complete


def test_a_job_of_a_cron_job_is_no_part_of_a_release() -> None:
    scheduled = {**job("nightly"), "metadata": metadata("nightly", owner="cron")}
    assert job_alone(scheduled).observed() == ()


def test_a_job_is_complete_when_it_says_so() -> None:
    (done,) = job_alone(job(succeeded=1, conditions=[condition("Complete", "True")])).observed()
    (running,) = job_alone(job(active=1)).observed()
    assert (done.complete, running.complete) == (True, False)


def test_a_pod_that_is_being_deleted_is_left_out() -> None:
    going = pod("going", container(), deletionTimestamp="2026-01-01T00:00:00Z")
    (found,) = Namespace(pods=[going]).observed()
    assert found.pods == ()


def test_events_are_in_the_order_of_their_last_time_and_name_their_container() -> None:
    events = [
        event("api-new-1", "Second", "b", container="main", minute=2),
        event("api-new-1", "First", "a", minute=1),
        event("somebody-else", "Other", "c", minute=3),
    ]
    (found,) = Namespace(pods=[pod("api-new-1", container())], events=events).observed()
    assert [(item.reason, item.container) for item in found.pods[0].events] == [
        ("First", ""),
        ("Second", "main"),
    ]
