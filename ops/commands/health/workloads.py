"""Deployments and jobs: whether enough pods serve, and what is stuck."""

from collections import defaultdict
from collections.abc import Sequence

from ops.commands.health.finding import Area, Finding, Health
from ops.delivery.rollout.diagnosis import Trouble, diagnose
from ops.delivery.rollout.objects import NamespaceObjects, workloads
from ops.delivery.rollout.observations import WorkloadKind, WorkloadStatus
from ops.delivery.rollout.wording import remedy


def evaluate_workloads(objects: NamespaceObjects) -> list[Finding]:
    """Judge each Deployment and Job of a namespace, by what a rollout's diagnosis finds in it.

    A Deployment has failed when no pod of it serves, whichever release the pod is of.
    """
    found = workloads(objects)
    if not found:
        return [
            Finding(
                section=Area.WORKLOADS,
                subject="Deployments",
                status=Health.ABSENT,
                detail="none: the application is not deployed here",
            )
        ]
    troubles: dict[str, list[Trouble]] = defaultdict(list)
    for trouble in diagnose(found):
        troubles[trouble.workload].append(trouble)
    serving = {item.metadata.name: item.status.available_replicas or 0 for item in objects.deployments}
    return [_workload(item, troubles[item.title], serving=serving.get(item.name, 0)) for item in found]


def _workload(workload: WorkloadStatus, troubles: Sequence[Trouble], *, serving: int) -> Finding:
    status, far = (
        _job(workload) if workload.kind is WorkloadKind.JOB else _deployment(workload, serving=serving)
    )
    told = [f"{trouble.kind}: {trouble.detail}" for trouble in troubles]
    return Finding(
        section=Area.WORKLOADS,
        subject=workload.title,
        status=status,
        detail="; ".join([far, *told]),
        remedy="" if status is Health.OK else _remedy(troubles),
    )


def _deployment(workload: WorkloadStatus, *, serving: int) -> tuple[Health, str]:
    if workload.wanted == 0:
        return Health.FAILED, "scaled to nothing"
    far = f"{workload.ready} of {workload.wanted} ready"
    if workload.complete:
        return Health.OK, far
    if not serving:
        return Health.FAILED, f"{far}, nothing serves"
    older = f", {serving} serve" if serving != workload.ready else ""
    return Health.ATTENTION, f"{far}{older}"


def _job(workload: WorkloadStatus) -> tuple[Health, str]:
    if workload.complete:
        return Health.OK, "done"
    return (Health.FAILED, "failed") if workload.failed else (Health.ATTENTION, "running")


def _remedy(troubles: Sequence[Trouble]) -> str:
    look = "ops rollout status shows events and log lines"
    return f"{look}; {remedy(troubles)}" if troubles else look
