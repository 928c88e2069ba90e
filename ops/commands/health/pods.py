"""Pods, one by one: what holds one up, in a line."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from ops.commands.health.finding import Area, Finding, Health

#: A pod that restarted within this time is worth a look, even when it is ready again.
RECENT_RESTART: Final = timedelta(minutes=15)
# The kubelet removes a pod when its time to end in order is over; the API server keeps it a little longer.
_ENDS_WITHIN: Final = timedelta(minutes=1)


def is_ready(status: Any) -> bool:
    """Say whether a pod serves; one whose work is done need not."""
    if status.phase == "Succeeded":
        return True
    return any(item.type == "Ready" and item.status == "True" for item in status.conditions or [])


def reason(status: Any) -> str:
    """Return why a pod is not ready: what a container waits for, else an unmet condition, else its phase."""
    containers = _containers(status)
    waiting = [
        item.state.waiting.reason
        for item in containers
        if item.state and item.state.waiting and item.state.waiting.reason
    ]
    unmet = [item.message for item in status.conditions or [] if item.status == "False" and item.message]
    unready = [f"container {item.name} is not ready" for item in containers if not item.ready]
    return str((waiting or unmet or unready or [status.phase])[0])


def evaluate_pods(pods: Sequence[Any], *, now: datetime) -> list[Finding]:
    """Judge each pod but those of Jobs, which the Job speaks for.

    A pod that is not ready wants attention; whether enough others serve is its Deployment's finding.
    """
    return [_pod(pod, now=now) for pod in pods if not _is_of_job(pod)]


def _pod(pod: Any, *, now: datetime) -> Finding:
    name, namespace = pod.metadata.name, pod.metadata.namespace
    describe = f"kubectl -n {namespace} describe pod {name}"
    ends = pod.metadata.deletion_timestamp
    if ends:
        stuck = now - ends > _ENDS_WITHIN
        detail = f"should have ended at {ends:%H:%M} UTC" if stuck else "is ending"
        return _finding(name, detail, remedy=describe if stuck else "")
    restarts, last = _restarts(pod.status)
    told = f", restarted {restarts} times" if restarts > 1 else ", restarted once" if restarts else ""
    if not is_ready(pod.status):
        return _finding(name, f"{reason(pod.status)}{told}", remedy=describe)
    if last and now - last < RECENT_RESTART:
        logs = f"kubectl -n {namespace} logs {name} --all-containers --previous --tail 50"
        return _finding(name, f"ready{told}, last at {last:%H:%M} UTC", remedy=logs)
    return _finding(name, f"ready on {pod.spec.node_name}{told}")


def _finding(name: str, detail: str, *, remedy: str = "") -> Finding:
    status = Health.ATTENTION if remedy else Health.OK
    return Finding(section=Area.WORKLOADS, subject=f"Pod/{name}", status=status, detail=detail, remedy=remedy)


def _is_of_job(pod: Any) -> bool:
    return any(owner.kind == "Job" for owner in pod.metadata.owner_references or [])


def _containers(status: Any) -> list[Any]:
    return [*(status.init_container_statuses or []), *(status.container_statuses or [])]


def _restarts(status: Any) -> tuple[int, datetime | None]:
    """Return how often containers were restarted, and when the last of them ended."""
    containers = _containers(status)
    ends = [
        item.last_state.terminated.finished_at
        for item in containers
        if item.last_state and item.last_state.terminated and item.last_state.terminated.finished_at
    ]
    return sum(item.restart_count or 0 for item in containers), max(ends, default=None)
