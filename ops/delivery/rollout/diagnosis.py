"""What is stuck in a rollout, and why: computed on observations alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ops.delivery.rollout.observations import Container, Ended, Event, Pod, Workload, WorkloadKind


class Kind(StrEnum):
    """What can be wrong, in words that follow the workload's name."""

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


class Grace(StrEnum):
    """How long a trouble may last before a rollout is given up, because it may still mend itself."""

    NONE = "none"  # it never mends itself
    PROBE = "probe"  # an application may take its time to start
    NODE = "node"  # a node may be on its way
    UNBOUNDED = "unbounded"  # Kubernetes tries again, and says itself when it gives up


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One thing that is stuck. `pod` and `container` are empty where it is about the whole workload.

    `events` and `log_lines` are the last ones, the newest at the end.
    """

    workload: str
    kind: Kind
    detail: str
    grace: Grace = Grace.NONE
    pod: str = ""
    container: str = ""
    events: tuple[str, ...] = ()
    log_lines: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, Kind, str]:
        """What makes it the same trouble when it is seen again: pods come and go."""
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
# The cluster autoscaler's word on a pod without a node.
_NODE_IS_COMING: Final = "TriggeredScaleUp"
_NO_NODE_WILL_COME: Final = "NotTriggerScaleUp"
# A container that a probe has the kubelet stop ends by SIGTERM, or by SIGKILL after its grace.
_STOPPED: Final = frozenset({137, 143})
_OUT_OF_MEMORY: Final = "OOMKilled"
_EVENTS_SHOWN: Final = 3


def diagnose(workloads: Iterable[Workload]) -> list[Trouble]:
    """Return what is stuck, each trouble once, in the workloads' order."""
    found: dict[tuple[str, Kind, str], Trouble] = {}
    for workload in workloads:
        for trouble in _troubles(workload):
            found.setdefault(trouble.key, trouble)
    return list(found.values())


def _troubles(workload: Workload) -> Iterator[Trouble]:
    if workload.complete:
        return
    found = [trouble for pod in workload.pods if not pod.ready for trouble in _of_pod(workload, pod)]
    yield from found
    if workload.refused:
        yield Trouble(
            workload=workload.title,
            kind=Kind.QUOTA if "quota" in workload.refused else Kind.ADMISSION,
            detail=workload.refused,
            events=_last_warnings(workload.events),
        )
    elif workload.failed and workload.kind is WorkloadKind.DEPLOYMENT and not found:
        yield Trouble(
            workload=workload.title,
            kind=Kind.STALLED,
            detail=workload.failed,
            events=_last_warnings(workload.events),
        )
    elif workload.failed and workload.kind is WorkloadKind.JOB:
        yield _failed_job(workload)


def _failed_job(workload: Workload) -> Trouble:
    """Name the last pod of the job, whose log says more than the job does."""
    pod, container, end = _last_failure(workload)
    return Trouble(
        workload=workload.title,
        kind=Kind.JOB,
        detail=f"{workload.failed}; {_how(end)}" if end else workload.failed,
        pod=pod,
        container=container,
        events=_last_warnings(workload.events),
    )


def _last_failure(workload: Workload) -> tuple[str, str, Ended | None]:
    for pod in reversed(workload.pods):
        for container in pod.containers:
            if container.ended and container.ended.exit_code != 0:
                return pod.name, container.name, container.ended
    return "", "", None


def _of_pod(workload: Workload, pod: Pod) -> Iterator[Trouble]:
    if pod.lacks_sidecar:
        yield Trouble(
            workload=workload.title,
            kind=Kind.SIDECAR,
            detail="it asks for Dapr's sidecar, and was admitted without one",
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
            kind=Kind.CONFIGURATION,
            detail=missing,
            pod=pod.name,
            events=_last_warnings(pod.events),
        )


def _unscheduled(workload: Workload, pod: Pod) -> Trouble:
    """Allow about three minutes for a new node, unless the cluster autoscaler reports that none comes."""
    verdicts = [event for event in pod.events if event.reason in {_NODE_IS_COMING, _NO_NODE_WILL_COME}]
    hopeless = bool(verdicts) and all(event.reason == _NO_NODE_WILL_COME for event in verdicts)
    detail = f"{pod.unschedulable}; {verdicts[-1].message}" if hopeless else pod.unschedulable
    return Trouble(
        workload=workload.title,
        kind=Kind.SCHEDULING,
        detail=detail,
        grace=Grace.NONE if hopeless else Grace.NODE,
        pod=pod.name,
        events=_last_warnings(pod.events),
    )


_Cause = tuple[Kind, str, Grace]


def _cause(workload: Workload, pod: Pod, container: Container) -> _Cause | None:
    """Return what is wrong with a container: why it waits, else how it ended, else which probe it fails."""
    if container.ready:
        return None
    waiting = _why_it_waits(container)
    if waiting:
        return waiting
    if workload.kind is WorkloadKind.JOB and container.ended:
        # A failed attempt; whether the job is given up is the job's own word.
        given_up = bool(workload.failed)
        failed = container.ended.exit_code != 0 and not given_up
        return (Kind.JOB_ATTEMPT, _how(container.ended), Grace.UNBOUNDED) if failed else None
    return _why_it_ends_or_fails(pod, container)


def _why_it_waits(container: Container) -> _Cause | None:
    if not container.waiting:
        return None
    reason, message = container.waiting.reason, container.waiting.message
    if reason in _IMAGE_REASONS:
        return Kind.IMAGE, f"{container.image}: {_said(reason, message)}", Grace.NONE
    if reason == _CONFIGURATION_REASON:
        return Kind.CONFIGURATION, _said(reason, message), Grace.NONE
    if reason in _START_REASONS:
        return Kind.START, _said(reason, message), Grace.NONE
    return None


def _why_it_ends_or_fails(pod: Pod, container: Container) -> _Cause | None:
    probe = _last_probe_failure(pod, container)
    end = container.ended or container.last_end
    crashed = end is not None and end.exit_code != 0
    stopped_by_probe = bool(probe and end and end.exit_code in _STOPPED and end.reason != _OUT_OF_MEMORY)
    if end and crashed and not stopped_by_probe:
        return Kind.CRASH, f"{_how(end)}{_restarted(container)}", Grace.NONE
    if probe:
        return Kind.PROBE, f"{probe}{_restarted(container)}", Grace.PROBE
    if container.waiting and container.waiting.reason == _CRASH_REASON:
        # It ends by itself without an error, again and again: a server must not.
        how = _how(end) if end else container.waiting.message
        return Kind.CRASH, f"{how}{_restarted(container)}", Grace.NONE
    return None


def _last_probe_failure(pod: Pod, container: Container) -> str:
    messages = [
        event.message
        for event in pod.events
        if event.reason == _PROBE_EVENT and event.container in {"", container.name}
    ]
    return messages[-1] if messages else ""


def _missing_volume(pod: Pod) -> str:
    """Return which Secret or ConfigMap a volume waits for: such a container says only ContainerCreating."""
    if any(not container.waiting for container in pod.containers):
        return ""
    messages = [event.message for event in pod.events if event.reason == _MOUNT_EVENT]
    return messages[-1] if messages and "not found" in messages[-1] else ""


def _said(reason: str, message: str) -> str:
    return f"{reason}: {message}" if message else reason


def _how(end: Ended) -> str:
    reason = f" ({end.reason})" if end.reason not in {"", "Error"} else ""
    message = f": {end.message.strip()}" if end.message.strip() else ""
    return f"exit code {end.exit_code}{reason}{message}"


def _restarted(container: Container) -> str:
    if not container.restarts:
        return ""
    return ", restarted once" if container.restarts == 1 else f", restarted {container.restarts} times"


def _last_warnings(events: Iterable[Event], *, container: str = "") -> tuple[str, ...]:
    concerned = [
        f"{event.reason}: {event.message}"
        for event in events
        if event.warning and (not container or event.container in {"", container})
    ]
    return tuple(concerned[-_EVENTS_SHOWN:])
