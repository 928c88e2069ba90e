"""How a rollout and its troubles are told to a person."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from ops.delivery.rollout.diagnosis import Kind, Trouble
from ops.delivery.rollout.observations import Pod, Workload, WorkloadKind

_RUNBOOK: Final = "docs/runbooks/a-release-is-stuck.md"
_REMEDIES: Final[Mapping[Kind, str]] = {
    Kind.IMAGE: "check that the tag is in the registry and that the nodes may pull from it",
    Kind.CRASH: "read its log; start the image on a machine of your own with the same variables",
    Kind.START: "check the image's command and the volumes of the container",
    Kind.PROBE: "read its log: does it listen on its port, and does it reach what it needs?",
    Kind.QUOTA: "kubectl describe quota: remove what is left over, or give the environment more",
    Kind.ADMISSION: "the message names the rule that the pods break: correct the pods",
    Kind.SCHEDULING: "more nodes for the pool, or smaller requests: environments/<name>.yaml",
    Kind.CONFIGURATION: "ops secrets check, then deploy again: the app stack writes its Secrets first",
    Kind.SIDECAR: "ops health --only addons says what is wrong with Dapr's injector; then deploy again",
    Kind.JOB: "read the log of its pod; the release before still serves",
    Kind.JOB_ATTEMPT: "read the log of its pod",
    Kind.STALLED: "kubectl describe its pods",
}


def remedy(troubles: Iterable[Trouble]) -> str:
    """Return what to do: a sentence for each kind of trouble, and where there is more to read."""
    kinds = dict.fromkeys(trouble.kind for trouble in troubles)
    return "; ".join([*(_REMEDIES[kind] for kind in kinds), f"more in {_RUNBOOK}"])


def told(trouble: Trouble) -> str:
    """Return a trouble in full: a line of its own, then the events and log lines, each on a line."""
    place = ", ".join(
        f"{what} {name}" for what, name in (("pod", trouble.pod), ("container", trouble.container)) if name
    )
    lines = [f"{trouble.workload}: {trouble.kind}{f' ({place})' if place else ''}: {trouble.detail}"]
    lines += [f"  event: {event}" for event in trouble.events]
    lines += [f"  log: {line}" for line in trouble.log_lines]
    return "\n".join(lines)


def progress(workloads: Collection[Workload], troubles: Iterable[Trouble]) -> str:
    """Return in one line how far a rollout is and what it waits for; empty when it waits for nothing."""
    by_workload = {trouble.workload: trouble for trouble in reversed(list(troubles))}
    return "; ".join(
        _progress(workload, by_workload.get(workload.title))
        for workload in workloads
        if not workload.complete
    )


def _progress(workload: Workload, trouble: Trouble | None) -> str:
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


def _why(pod: Pod) -> str:
    reasons = [container.waiting.reason for container in pod.containers if container.waiting]
    return f" ({reasons[0]})" if reasons and reasons[0] else ""
