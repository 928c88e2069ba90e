"""Autoscalers: whether they can read, and whether they are at their end.

Conditions and reasons are those of kubernetes/kubernetes, pkg/controller/podautoscaler/horizontal.go.
"""

from collections.abc import Sequence
from typing import Any, Final

from ops.commands.health.finding import Area, Finding, Health

_AT_MAXIMUM: Final = "TooManyReplicas"
_SWITCHED_OFF: Final = "ScalingDisabled"
_METRICS: Final = (
    "kubectl top pods says whether there are metrics: kubectl -n kube-system get deployment metrics-server"
)
_MORE: Final = "raise replicas.maximum in environments/<name>.yaml, and the pool with it"


def evaluate_autoscalers(autoscalers: Sequence[Any]) -> list[Finding]:
    """Judge each autoscaler."""
    if not autoscalers:
        return [
            Finding(
                section=Area.AUTOSCALERS,
                subject="Autoscalers",
                status=Health.ABSENT,
                detail="none: the application stack makes them",
            )
        ]
    return [_autoscaler(item) for item in autoscalers]


def _autoscaler(item: Any) -> Finding:
    status, detail, remedy = _verdict(item)
    return Finding(
        section=Area.AUTOSCALERS,
        subject=f"HorizontalPodAutoscaler/{item.metadata.name}",
        status=status,
        detail=f"{_replicas(item)}, {detail}" if detail else _replicas(item),
        remedy=remedy,
    )


def _verdict(item: Any) -> tuple[Health, str, str]:
    """Return status, what to say beside the replicas, and what to do."""
    described = f"kubectl -n {item.metadata.namespace} describe hpa {item.metadata.name}"
    found = {entry.type: entry for entry in (item.status.conditions if item.status else None) or []}
    able, active, limited = (found.get(name) for name in ("AbleToScale", "ScalingActive", "ScalingLimited"))
    if able and able.status == "False":
        return Health.FAILED, f"cannot scale: {_said(able)}", described
    if active is None:
        return Health.ATTENTION, "its controller has not reported yet", described
    if active.status == "False":
        if active.reason == _SWITCHED_OFF:
            return Health.ATTENTION, f"is switched off: {_said(active)}", described
        return Health.FAILED, f"cannot read its metric: {_said(active)}", _METRICS
    if limited and limited.status == "True" and limited.reason == _AT_MAXIMUM:
        return Health.ATTENTION, "at its maximum, and wants more", _MORE
    if item.status.current_replicas == item.spec.max_replicas != item.spec.min_replicas:
        return Health.ATTENTION, "at its maximum", _MORE
    return Health.OK, "", ""


def _replicas(item: Any) -> str:
    current = (item.status.current_replicas if item.status else None) or 0
    noun = "replica" if current == 1 else "replicas"
    return f"{current} {noun} ({item.spec.min_replicas or 1} to {item.spec.max_replicas})"


def _said(condition: Any) -> str:
    return str(condition.message or condition.reason)
