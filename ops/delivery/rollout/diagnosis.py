"""The diagnosis of a rollout: what is stuck and why, computed from observed workloads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ops.delivery.rollout.observations import (
    ContainerStatus,
    ObjectEvent,
    PodStatus,
    Terminated,
    WorkloadKind,
    WorkloadStatus,
)


class TroubleKind(StrEnum):
    """The kind of a trouble, in words that follow the workload's name."""

    IMAGE = "its image cannot be pulled"
    CRASH = "it crashes"
    START = "its container cannot be started"
    PROBE = "a probe fails"
    QUOTA = "the quota is exceeded"
    ADMISSION = "its pods are refused"
    SCHEDULING = "no node takes its pod"
    CONFIGURATION = "a Secret or ConfigMap is missing"
    SIDECAR = "its pod has no Dapr sidecar"
    JOB = "the job has failed"
    JOB_ATTEMPT = "an attempt of the job has failed"
    STALLED = "the rollout makes no progress"


class GracePeriod(StrEnum):
    """The grace period of a trouble, which may resolve by itself, before the rollout counts as stuck."""

    NONE = "none"  # it does not resolve by itself
    PROBE = "probe"  # an application needs time to start
    NODE = "node"  # a node may be starting
    UNBOUNDED = "unbounded"  # Kubernetes retries and reports when it gives up


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A cause of a stuck rollout. `pod` and `container` are empty when it concerns the whole workload.

    `events` and `log_lines` are the last ones, newest last.
    """

    workload: str
    kind: TroubleKind
    detail: str
    grace: GracePeriod = GracePeriod.NONE
    pod: str = ""
    container: str = ""
    events: tuple[str, ...] = ()
    log_lines: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, TroubleKind, str]:
        """The identity of the trouble across observations: pods are replaced."""
        return self.workload, self.kind, self.container


# Reasons of a waiting container. Source: kubernetes/kubernetes, pkg/kubelet/images/types.go and
# pkg/kubelet/kuberuntime/kuberuntime_container.go.
_IMAGE_REASONS: Final = frozenset(
    {
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ErrImageNeverPull",
        "ImageInspectError",
        "RegistryUnavailable",
        "SignatureValidationFailed",
    }
)
_START_REASONS: Final = frozenset(
    {"CreateContainerError", "RunContainerError", "PreCreateHookError", "PostStartHookError"}
)
_CONFIGURATION_REASON: Final = "CreateContainerConfigError"
_CRASH_REASON: Final = "CrashLoopBackOff"
_PROBE_EVENT: Final = "Unhealthy"
_MOUNT_EVENT: Final = "FailedMount"
# Events of the cluster autoscaler about a pod without a node.
_NODE_IS_COMING: Final = "TriggeredScaleUp"
_NO_NODE_WILL_COME: Final = "NotTriggerScaleUp"
# After a failed probe the kubelet stops a container with SIGTERM, then SIGKILL.
_STOPPED: Final = frozenset({137, 143})
_OUT_OF_MEMORY: Final = "OOMKilled"
_EVENTS_SHOWN: Final = 3


def diagnose(workloads: Iterable[WorkloadStatus]) -> list[Trouble]:
    """Return each trouble once, in the order of the workloads."""
    found: dict[tuple[str, TroubleKind, str], Trouble] = {}
    for workload in workloads:
        for trouble in _troubles(workload):
            found.setdefault(trouble.key, trouble)
    return list(found.values())


def _troubles(workload: WorkloadStatus) -> Iterator[Trouble]:
    if workload.complete:
        return
    found = [trouble for pod in workload.pods if not pod.ready for trouble in _of_pod(workload, pod)]
    yield from found
    if workload.refused:
        yield Trouble(
            workload=workload.title,
            kind=TroubleKind.QUOTA if "quota" in workload.refused else TroubleKind.ADMISSION,
            detail=workload.refused,
            events=_last_warnings(workload.events),
        )
    elif workload.failed and workload.kind is WorkloadKind.DEPLOYMENT and not found:
        yield Trouble(
            workload=workload.title,
            kind=TroubleKind.STALLED,
            detail=workload.failed,
            events=_last_warnings(workload.events),
        )
    elif workload.failed and workload.kind is WorkloadKind.JOB:
        yield _failed_job(workload)


def _failed_job(workload: WorkloadStatus) -> Trouble:
    """Return the trouble of a failed job with its last failed pod, whose log has the cause."""
    pod, container, end = _last_failure(workload)
    return Trouble(
        workload=workload.title,
        kind=TroubleKind.JOB,
        detail=f"{workload.failed}; {_how(end)}" if end else workload.failed,
        pod=pod,
        container=container,
        events=_last_warnings(workload.events),
    )


def _last_failure(workload: WorkloadStatus) -> tuple[str, str, Terminated | None]:
    for pod in reversed(workload.pods):
        for container in pod.containers:
            if container.ended and container.ended.exit_code != 0:
                return pod.name, container.name, container.ended
    return "", "", None


def _of_pod(workload: WorkloadStatus, pod: PodStatus) -> Iterator[Trouble]:
    if pod.lacks_sidecar:
        yield Trouble(
            workload=workload.title,
            kind=TroubleKind.SIDECAR,
            detail="the pod requests Dapr's sidecar and was admitted without it",
            pod=pod.name,
            events=_last_warnings(pod.events),
        )
    if pod.unschedulable:
        yield _unscheduled(workload, pod)
        return
    for container in pod.containers:
        cause = _cause(workload, pod, container)
        if cause:
            kind, detail, grace = cause
            yield Trouble(
                workload=workload.title,
                kind=kind,
                detail=detail,
                grace=grace,
                pod=pod.name,
                container=container.name,
                events=_last_warnings(pod.events, container=container.name),
            )
    missing = _missing_volume(pod)
    if missing:
        yield Trouble(
            workload=workload.title,
            kind=TroubleKind.CONFIGURATION,
            detail=missing,
            pod=pod.name,
            events=_last_warnings(pod.events),
        )


def _unscheduled(workload: WorkloadStatus, pod: PodStatus) -> Trouble:
    """Allow about three minutes for a new node, unless the cluster autoscaler reports that none comes."""
    verdicts = [event for event in pod.events if event.reason in {_NODE_IS_COMING, _NO_NODE_WILL_COME}]
    hopeless = bool(verdicts) and all(event.reason == _NO_NODE_WILL_COME for event in verdicts)
    detail = f"{pod.unschedulable}; {verdicts[-1].message}" if hopeless else pod.unschedulable
    return Trouble(
        workload=workload.title,
        kind=TroubleKind.SCHEDULING,
        detail=detail,
        grace=GracePeriod.NONE if hopeless else GracePeriod.NODE,
        pod=pod.name,
        events=_last_warnings(pod.events),
    )


_Cause = tuple[TroubleKind, str, GracePeriod]


def _cause(workload: WorkloadStatus, pod: PodStatus, container: ContainerStatus) -> _Cause | None:
    """Return the trouble of a container: why it waits, else how it ended, else its failed probe."""
    if container.ready:
        return None
    waiting = _why_it_waits(container)
    if waiting:
        return waiting
    if workload.kind is WorkloadKind.JOB and container.ended:
        # A failed attempt; the job's conditions say whether it is given up.
        given_up = bool(workload.failed)
        failed = container.ended.exit_code != 0 and not given_up
        return (TroubleKind.JOB_ATTEMPT, _how(container.ended), GracePeriod.UNBOUNDED) if failed else None
    return _why_it_ends_or_fails(pod, container)


def _why_it_waits(container: ContainerStatus) -> _Cause | None:
    if not container.waiting:
        return None
    reason, message = container.waiting.reason, container.waiting.message
    if reason in _IMAGE_REASONS:
        return TroubleKind.IMAGE, f"{container.image}: {_said(reason, message)}", GracePeriod.NONE
    if reason == _CONFIGURATION_REASON:
        return TroubleKind.CONFIGURATION, _said(reason, message), GracePeriod.NONE
    if reason in _START_REASONS:
        return TroubleKind.START, _said(reason, message), GracePeriod.NONE
    return None


def _why_it_ends_or_fails(pod: PodStatus, container: ContainerStatus) -> _Cause | None:
    probe = _last_probe_failure(pod, container)
    end = container.ended or container.last_end
    crashed = end is not None and end.exit_code != 0
    stopped_by_probe = bool(probe and end and end.exit_code in _STOPPED and end.reason != _OUT_OF_MEMORY)
    if end and crashed and not stopped_by_probe:
        return TroubleKind.CRASH, f"{_how(end)}{_restarted(container)}", GracePeriod.NONE
    if probe:
        return TroubleKind.PROBE, f"{probe}{_restarted(container)}", GracePeriod.PROBE
    if container.waiting and container.waiting.reason == _CRASH_REASON:
        # A server that exits repeatedly without an error.
        how = _how(end) if end else container.waiting.message
        return TroubleKind.CRASH, f"{how}{_restarted(container)}", GracePeriod.NONE
    return None


def _last_probe_failure(pod: PodStatus, container: ContainerStatus) -> str:
    messages = [
        event.message
        for event in pod.events
        if event.reason == _PROBE_EVENT and event.container in {"", container.name}
    ]
    return messages[-1] if messages else ""


def _missing_volume(pod: PodStatus) -> str:
    """Return the missing Secret or ConfigMap of a volume: the container only shows ContainerCreating."""
    if any(not container.waiting for container in pod.containers):
        return ""
    messages = [event.message for event in pod.events if event.reason == _MOUNT_EVENT]
    return messages[-1] if messages and "not found" in messages[-1] else ""


def _said(reason: str, message: str) -> str:
    return f"{reason}: {message}" if message else reason


def _how(end: Terminated) -> str:
    reason = f" ({end.reason})" if end.reason not in {"", "Error"} else ""
    message = f": {end.message.strip()}" if end.message.strip() else ""
    return f"exit code {end.exit_code}{reason}{message}"


def _restarted(container: ContainerStatus) -> str:
    if not container.restarts:
        return ""
    return ", restarted once" if container.restarts == 1 else f", restarted {container.restarts} times"


def _last_warnings(events: Iterable[ObjectEvent], *, container: str = "") -> tuple[str, ...]:
    concerned = [
        f"{event.reason}: {event.message}"
        for event in events
        if event.warning and (not container or event.container in {"", container})
    ]
    return tuple(concerned[-_EVENTS_SHOWN:])
