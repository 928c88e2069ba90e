"""The texts about a rollout and its troubles."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from ops.delivery.rollout.diagnosis import Trouble, TroubleKind
from ops.delivery.rollout.observations import PodStatus, WorkloadKind, WorkloadStatus

_RUNBOOK: Final = "docs/runbooks/a-release-is-stuck.md"
_REMEDIES: Final[Mapping[TroubleKind, str]] = {
    TroubleKind.IMAGE: "check that the tag is in the registry and that the nodes may pull from it",
    TroubleKind.CRASH: "read its log, or run the image locally with the same variables",
    TroubleKind.START: "check the image's command and the volumes of the container",
    TroubleKind.PROBE: "read its log: does it listen on its port and reach its dependencies?",
    TroubleKind.QUOTA: "kubectl describe quota: remove unused workloads, or raise the quota",
    TroubleKind.ADMISSION: "fix the pods: the message names the rule that they break",
    TroubleKind.SCHEDULING: "raise the node pool's maximum or lower the requests in environments/<name>.yaml",
    TroubleKind.CONFIGURATION: "run ops secrets check, then deploy again: the app stack creates them first",
    TroubleKind.SIDECAR: "run ops health --only addons to check Dapr's injector, then deploy again",
    TroubleKind.JOB: "read the log of its pod; the previous release still serves requests",
    TroubleKind.JOB_ATTEMPT: "read the log of its pod",
    TroubleKind.STALLED: "kubectl describe its pods",
}


def remedy(troubles: Iterable[Trouble]) -> str:
    """Return the remedy: one for each kind of trouble, and the runbook."""
    kinds = dict.fromkeys(trouble.kind for trouble in troubles)
    return "; ".join([*(_REMEDIES[kind] for kind in kinds), f"see {_RUNBOOK}"])


def full_text(trouble: Trouble) -> str:
    """Return a trouble, its events and its log lines, each on one line."""
    place = ", ".join(
        f"{what} {name}" for what, name in (("pod", trouble.pod), ("container", trouble.container)) if name
    )
    lines = [f"{trouble.workload}: {trouble.kind}{f' ({place})' if place else ''}: {trouble.detail}"]
    lines += [f"  event: {event}" for event in trouble.events]
    lines += [f"  log: {line}" for line in trouble.log_lines]
    return "\n".join(lines)


def progress(workloads: Collection[WorkloadStatus], troubles: Iterable[Trouble]) -> str:
    """Return the progress of a rollout in one line; empty when it is complete."""
    by_workload = {trouble.workload: trouble for trouble in reversed(list(troubles))}
    return "; ".join(
        _progress(workload, by_workload.get(workload.title))
        for workload in workloads
        if not workload.complete
    )


def _progress(workload: WorkloadStatus, trouble: Trouble | None) -> str:
    if workload.kind is WorkloadKind.JOB:
        far = f"{workload.name}: running"
    else:
        far = f"{workload.name}: {workload.ready} of {workload.wanted} pods ready"
    if trouble:
        return f"{far}, but {trouble.kind}"
    waited = next((pod for pod in workload.pods if not pod.ready), None)
    if workload.kind is WorkloadKind.JOB or not waited:
        return far
    return f"{far}, waiting for {waited.name}{_why(waited)}"


def _why(pod: PodStatus) -> str:
    reasons = [container.waiting.reason for container in pod.containers if container.waiting]
    return f" ({reasons[0]})" if reasons and reasons[0] else ""
