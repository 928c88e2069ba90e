"""The conversion of the `kubernetes` client's objects to observed workloads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ops.delivery.rollout.observations import (
    ContainerStatus,
    ObjectEvent,
    PodStatus,
    Terminated,
    Waiting,
    WorkloadKind,
    WorkloadStatus,
)

_REVISION: Final = "deployment.kubernetes.io/revision"
_DAPR_ENABLED: Final = "dapr.io/enabled"
_DAPR_CONTAINER: Final = "daprd"
_TIMELESS: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class NamespaceObjects:
    """The objects of one namespace, as the `kubernetes` client returns them."""

    deployments: Sequence[Any]
    replica_sets: Sequence[Any]
    jobs: Sequence[Any]
    pods: Sequence[Any]
    events: Sequence[Any]


def workloads(objects: NamespaceObjects) -> tuple[WorkloadStatus, ...]:
    """Return the workloads: Jobs first, as migrations run before the rollout."""
    events = _events_by_object(objects.events)
    pods = _by_owner(objects.pods)
    replica_sets = _by_owner(objects.replica_sets)
    jobs = [job for job in objects.jobs if not job.metadata.owner_references]
    return (
        *(_job(job, pods=pods[job.metadata.uid], events=events) for job in jobs),
        *(
            _deployment(item, newest=_newest(item, replica_sets[item.metadata.uid]), pods=pods, events=events)
            for item in objects.deployments
        ),
    )


def _by_owner(items: Iterable[Any]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        for owner in item.metadata.owner_references or []:
            found[owner.uid].append(item)
    return found


def _events_by_object(items: Iterable[Any]) -> Mapping[str, list[ObjectEvent]]:
    found: dict[str, list[ObjectEvent]] = defaultdict(list)
    for item in items:
        found[item.involved_object.uid].append(_event(item))
    for events in found.values():
        events.sort(key=lambda event: event.at)
    return found


def _event(item: Any) -> ObjectEvent:
    field_path = item.involved_object.field_path or ""
    series = item.series.last_observed_time if item.series else None
    return ObjectEvent(
        reason=item.reason or "",
        message=(item.message or "").strip(),
        warning=item.type == "Warning",
        # For instance spec.containers{todo-backend}, or spec.initContainers{daprd}.
        container=field_path.partition("{")[2].rstrip("}"),
        at=series or item.last_timestamp or item.event_time or item.metadata.creation_timestamp or _TIMELESS,
    )


def _newest(deployment: Any, replica_sets: Iterable[Any]) -> Any | None:
    """Return the ReplicaSet of the current revision: a rollback gives an old one a new number."""
    revision = (deployment.metadata.annotations or {}).get(_REVISION)
    matching = [item for item in replica_sets if (item.metadata.annotations or {}).get(_REVISION) == revision]
    return matching[0] if revision and matching else None


def _deployment(
    item: Any, *, newest: Any | None, pods: Mapping[str, list[Any]], events: Mapping[str, list[ObjectEvent]]
) -> WorkloadStatus:
    release = newest.metadata.uid if newest else ""
    wanted = 1 if item.spec.replicas is None else item.spec.replicas
    ready = (newest.status.ready_replicas or 0) if newest else 0
    seen = (item.status.observed_generation or 0) >= (item.metadata.generation or 0)
    return WorkloadStatus(
        kind=WorkloadKind.DEPLOYMENT,
        name=item.metadata.name,
        release=release,
        wanted=wanted,
        ready=min(ready, wanted),
        complete=seen and _rolled_out(item.status, wanted),
        refused=_message(newest, "ReplicaFailure") if newest else "",
        failed=_message(item, "Progressing", status="False") if seen else "",
        pods=tuple(_pod(pod, events[pod.metadata.uid]) for pod in _living(pods[release] if release else [])),
        events=(*events[item.metadata.uid], *(events[release] if release else [])),
    )


def _rolled_out(status: Any, wanted: int) -> bool:
    """Return whether all pods are updated and available, like `kubectl rollout status`."""
    updated = status.updated_replicas or 0
    return (
        updated >= wanted and (status.available_replicas or 0) >= wanted and (status.replicas or 0) <= updated
    )


def _job(item: Any, *, pods: Iterable[Any], events: Mapping[str, list[ObjectEvent]]) -> WorkloadStatus:
    own = tuple(events[item.metadata.uid])
    started = bool(item.status.active or item.status.failed or item.status.succeeded)
    refusals = [event.message for event in own if event.reason == "FailedCreate"]
    return WorkloadStatus(
        kind=WorkloadKind.JOB,
        name=item.metadata.name,
        release=item.metadata.uid,
        wanted=1 if item.spec.completions is None else item.spec.completions,
        ready=item.status.succeeded or 0,
        complete=_holds(item, "Complete"),
        refused=refusals[-1] if refusals and not started else "",
        failed=_message(item, "Failed"),
        pods=tuple(_pod(pod, events[pod.metadata.uid]) for pod in _living(pods)),
        events=own,
    )


def _holds(item: Any, kind: str) -> bool:
    return bool(_message(item, kind))


def _message(item: Any, kind: str, *, status: str = "True") -> str:
    """Return the message of a condition, at least its type; empty when absent or of another status."""
    for condition in item.status.conditions or []:
        if condition.type == kind and condition.status == status:
            return str(condition.message or condition.reason or kind)
    return ""


def _living(pods: Iterable[Any]) -> list[Any]:
    """Return the pods that are not being deleted, oldest first."""
    living = [pod for pod in pods if not pod.metadata.deletion_timestamp]
    return sorted(living, key=lambda pod: (pod.metadata.creation_timestamp or _TIMELESS, pod.metadata.name))


def _pod(item: Any, events: Sequence[ObjectEvent]) -> PodStatus:
    statuses = (*(item.status.init_container_statuses or []), *(item.status.container_statuses or []))
    return PodStatus(
        name=item.metadata.name,
        ready=_holds(item, "Ready"),
        lacks_sidecar=asks_for_sidecar(item) and not sidecar(item),
        unschedulable=_message(item, "PodScheduled", status="False"),
        containers=tuple(_container(status) for status in statuses),
        events=tuple(events),
    )


def asks_for_sidecar(pod: Any) -> bool:
    """Return whether a pod is annotated for Dapr's sidecar."""
    return bool((pod.metadata.annotations or {}).get(_DAPR_ENABLED) == "true")


def sidecar(pod: Any) -> Any | None:
    """Return Dapr's container of a pod, None without one.

    A native sidecar is among the init containers.
    """
    containers = (*pod.spec.containers, *(pod.spec.init_containers or []))
    return next((container for container in containers if container.name == _DAPR_CONTAINER), None)


def _container(status: Any) -> ContainerStatus:
    state, last_state = status.state, status.last_state
    waiting = state.waiting if state else None
    return ContainerStatus(
        name=status.name,
        image=status.image or "",
        ready=bool(status.ready),
        restarts=status.restart_count or 0,
        waiting=Waiting(reason=waiting.reason or "", message=waiting.message or "") if waiting else None,
        ended=_ended(state),
        last_end=_ended(last_state),
    )


def _ended(state: Any) -> Terminated | None:
    terminated = state.terminated if state else None
    if not terminated:
        return None
    return Terminated(
        exit_code=terminated.exit_code, reason=terminated.reason or "", message=terminated.message or ""
    )
