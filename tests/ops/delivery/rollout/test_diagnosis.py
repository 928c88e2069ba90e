"""Each way in which a rollout gets stuck, named from what an API server says about it."""

import pytest

from ops.delivery.rollout.diagnosis import GracePeriod, Trouble, TroubleKind, diagnose
from tests.ops.delivery.rollout.objects import (
    Json,
    Namespace,
    condition,
    container,
    deployment,
    ended,
    event,
    job,
    job_alone,
    pod,
    replica_set,
    waiting,
)

POD = "api-new-1"
LATE = condition("Progressing", "False", reason="ProgressDeadlineExceeded", message="it has timed out")


def of_pod(*containers: Json, events: tuple[Json, ...] = (), **more: object) -> list[Trouble]:
    return diagnose(Namespace(pods=[pod(POD, *containers, **more)], events=events).observed())  # type: ignore[arg-type]


def unhealthy(message: str, *, name: str = "main") -> Json:
    return event(POD, "Unhealthy", message, container=name)


def test_a_rollout_that_is_only_starting_is_in_no_trouble() -> None:
    assert of_pod(container(**waiting("ContainerCreating"))) == []
    assert of_pod(container()) == []


@pytest.mark.parametrize("reason", ["ErrImagePull", "ImagePullBackOff", "InvalidImageName"])
def test_an_image_that_cannot_be_pulled_is_named(reason: str) -> None:
    pulled = event(POD, "Failed", "manifest unknown", container="main")
    (found,) = of_pod(container(**waiting(reason, "no such tag")), events=(pulled,))
    assert found == Trouble(
        workload="Deployment/api",
        kind=TroubleKind.IMAGE,
        detail=f"registry/api:1: {reason}: no such tag",
        pod=POD,
        container="main",
        events=("Failed: manifest unknown",),
    )


def test_a_crash_loop_tells_the_exit_code_and_the_restarts() -> None:
    looping = container(**waiting("CrashLoopBackOff"), lastState=ended(3), restartCount=4)
    (found,) = of_pod(looping)
    assert (found.kind, found.detail) == (TroubleKind.CRASH, "exit code 3, restarted 4 times")
    assert found.grace is GracePeriod.NONE


def test_a_container_that_runs_again_after_a_crash_is_still_in_trouble() -> None:
    (found,) = of_pod(container(lastState=ended(1), restartCount=1))
    assert (found.kind, found.detail) == (TroubleKind.CRASH, "exit code 1, restarted once")


def test_out_of_memory_is_a_crash_and_says_so() -> None:
    probe = unhealthy("Liveness probe failed: connection refused")
    killed = container(lastState=ended(137, "OOMKilled"), restartCount=2)
    (found,) = of_pod(killed, events=(probe,))
    assert (found.kind, found.detail) == (TroubleKind.CRASH, "exit code 137 (OOMKilled), restarted 2 times")


def test_a_server_that_ends_without_an_error_again_and_again_crashes_too() -> None:
    looping = container(**waiting("CrashLoopBackOff"), lastState=ended(0, "Completed"), restartCount=3)
    (found,) = of_pod(looping)
    assert (found.kind, found.detail) == (TroubleKind.CRASH, "exit code 0 (Completed), restarted 3 times")


def test_a_failing_probe_is_named_by_its_last_event_and_has_more_time() -> None:
    earlier = event(POD, "Unhealthy", "Startup probe failed: refused", container="main", minute=1)
    last = event(POD, "Unhealthy", "Readiness probe failed: 503", container="main", minute=2)
    (found,) = of_pod(container(), events=(earlier, last))
    assert (found.kind, found.detail, found.grace) == (
        TroubleKind.PROBE,
        "Readiness probe failed: 503",
        GracePeriod.PROBE,
    )
    assert found.events[-1] == "Unhealthy: Readiness probe failed: 503"


def test_a_container_that_its_probe_has_stopped_fails_the_probe_and_does_not_crash() -> None:
    probe = unhealthy("Startup probe failed: refused")
    (found,) = of_pod(container(lastState=ended(143), restartCount=2), events=(probe,))
    assert (found.kind, found.detail) == (
        TroubleKind.PROBE,
        "Startup probe failed: refused, restarted 2 times",
    )


def test_the_probe_of_one_container_is_not_blamed_on_another() -> None:
    probe = unhealthy("Readiness probe failed: 503", name="daprd")
    (found,) = of_pod(container("main"), container("daprd"), events=(probe,))
    assert found.container == "daprd"


def test_a_missing_secret_is_named() -> None:
    (found,) = of_pod(container(**waiting("CreateContainerConfigError", 'secret "auth" not found')))
    assert (found.kind, found.detail) == (
        TroubleKind.CONFIGURATION,
        'CreateContainerConfigError: secret "auth" not found',
    )


def test_a_volume_whose_secret_is_missing_is_named() -> None:
    mount = event(POD, "FailedMount", 'MountVolume.SetUp failed: secret "tls" not found')
    (found,) = of_pod(container(**waiting("ContainerCreating")), events=(mount,))
    assert (found.kind, found.detail) == (
        TroubleKind.CONFIGURATION,
        'MountVolume.SetUp failed: secret "tls" not found',
    )


def test_a_container_that_cannot_be_started_is_named() -> None:
    (found,) = of_pod(container(**waiting("RunContainerError", "exec: not found")))
    assert (found.kind, found.detail) == (TroubleKind.START, "RunContainerError: exec: not found")


NO_NODE = condition("PodScheduled", "False", reason="Unschedulable", message="0/3 nodes: Insufficient cpu")


def test_a_pod_without_a_node_has_the_time_that_a_new_node_takes() -> None:
    (found,) = of_pod(conditions=[NO_NODE])
    assert (found.kind, found.detail, found.grace) == (
        TroubleKind.SCHEDULING,
        "0/3 nodes: Insufficient cpu",
        GracePeriod.NODE,
    )


def test_a_pod_for_which_no_node_will_come_has_not() -> None:
    refused = event(POD, "NotTriggerScaleUp", "max node group size reached", kind="Normal")
    (found,) = of_pod(conditions=[NO_NODE], events=(refused,))
    assert found.grace is GracePeriod.NONE
    assert found.detail.endswith("max node group size reached")


def test_a_node_that_is_on_its_way_counts_more_than_an_earlier_refusal() -> None:
    refused = event(POD, "NotTriggerScaleUp", "backoff", minute=1, kind="Normal")
    coming = event(POD, "TriggeredScaleUp", "pool 2 to 3", minute=2, kind="Normal")
    (found,) = of_pod(conditions=[NO_NODE], events=(refused, coming))
    assert found.grace is GracePeriod.NODE


@pytest.mark.parametrize("init", [(), ("daprd",)])
def test_a_pod_that_wants_a_sidecar_must_have_one(init: tuple[str, ...]) -> None:
    found = of_pod(container(), annotations={"dapr.io/enabled": "true"}, init=init)
    assert [trouble.kind for trouble in found] == ([] if init else [TroubleKind.SIDECAR])


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ('pods "api-1" is forbidden: exceeded quota: limits, used: pods=4', TroubleKind.QUOTA),
        ('pods "api-1" is forbidden: violates PodSecurity "restricted:latest"', TroubleKind.ADMISSION),
    ],
)
def test_pods_that_are_not_admitted_are_told_with_the_reason(message: str, kind: TroubleKind) -> None:
    refused = condition("ReplicaFailure", "True", reason="FailedCreate", message=message)
    events = [event("api-new", "FailedCreate", f"Error creating: {message}")]
    (found,) = diagnose(Namespace(replica_sets=[replica_set(conditions=[refused])], events=events).observed())
    assert (found.kind, found.detail) == (kind, message)
    assert found.events == (f"FailedCreate: Error creating: {message}",)


def test_a_rollout_that_kubernetes_has_given_up_stalls_where_nothing_else_is_known() -> None:
    late = deployment(conditions=[LATE])
    (alone,) = diagnose(Namespace(deployments=[late]).observed())
    assert (alone.kind, alone.detail) == (TroubleKind.STALLED, "it has timed out")
    pulling = pod(POD, container(**waiting("ImagePullBackOff")))
    (known,) = diagnose(Namespace(deployments=[late], pods=[pulling]).observed())
    assert known.kind is TroubleKind.IMAGE


def test_a_failed_attempt_of_a_job_is_told_and_left_to_the_job() -> None:
    attempt = pod("migrate-1", container("migrate", state=ended(1)), owner="migrate")
    (found,) = diagnose(job_alone(job(active=1, failed=1), pods=[attempt]).observed())
    assert (found.workload, found.kind, found.grace) == (
        "Job/migrate",
        TroubleKind.JOB_ATTEMPT,
        GracePeriod.UNBOUNDED,
    )
    assert (found.pod, found.container, found.detail) == ("migrate-1", "migrate", "exit code 1")


def test_a_failed_job_is_told_once_with_its_last_pod() -> None:
    given_up = condition("Failed", "True", reason="BackoffLimitExceeded", message="backoff limit reached")
    pods = [pod(f"migrate-{n}", container("migrate", state=ended(n)), owner="migrate") for n in (1, 2)]
    (found,) = diagnose(job_alone(job(failed=2, conditions=[given_up]), pods=pods).observed())
    assert (found.kind, found.grace) == (TroubleKind.JOB, GracePeriod.NONE)
    assert (found.pod, found.detail) == ("migrate-2", "backoff limit reached; exit code 2")


def test_a_job_whose_pod_is_not_admitted_is_told() -> None:
    refused = event("migrate", "FailedCreate", "Error creating: exceeded quota: limits")
    (found,) = diagnose(job_alone(job(), events=[refused]).observed())
    assert (found.workload, found.kind) == ("Job/migrate", TroubleKind.QUOTA)


def test_two_pods_with_the_same_trouble_are_one_trouble() -> None:
    pods = [pod(name, container(**waiting("ImagePullBackOff"))) for name in ("api-1", "api-2")]
    (found,) = diagnose(Namespace(pods=pods).observed())
    assert found.pod == "api-1"


def test_a_complete_rollout_is_in_no_trouble_whatever_its_events_say() -> None:
    space = Namespace(
        deployments=[deployment(available=2)],
        pods=[pod(POD, container(lastState=ended(1), restartCount=1))],
        events=[unhealthy("Readiness probe failed: 503")],
    )
    assert diagnose(space.observed()) == []
