"""The observations of the cluster: pods and autoscalers at each read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: An autoscaler leaves a workload alone whose use is this near to its target. Source: the Kubernetes blog,
#: "Kubernetes v1.33: HorizontalPodAutoscaler Configurable Tolerance": 10%, for the whole cluster.
TOLERANCE: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class WorkloadLook:
    """One workload and its autoscaler at one moment; CPU in percent of what the pods request.

    `wanted` is what the autoscaler asks for, `ready` what serves. `cpu_percent` is None while unknown.
    """

    name: str
    ready: int
    wanted: int
    minimum: int
    maximum: int
    cpu_percent: float | None
    target_percent: float | None
    restarts: int = 0

    @property
    def at_rest(self) -> bool:
        """Whether there are as many pods as without load, and no more are asked for."""
        return self.ready == self.minimum and self.wanted <= self.minimum

    @property
    def overloaded(self) -> bool:
        """Whether the autoscaler has a reason to add pods."""
        if self.cpu_percent is None or self.target_percent is None:
            return False
        return self.cpu_percent > self.target_percent * (1 + TOLERANCE)


@dataclass(frozen=True, kw_only=True)
class ClusterLook:
    """All workloads with an autoscaler, `at` seconds after the first user (below zero: before the load).

    With `failure` the cluster did not answer, and says nothing of its workloads.
    """

    at: float
    workloads: tuple[WorkloadLook, ...] = ()
    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A workload at one moment."""

    at: float
    look: WorkloadLook


def answered(looks: Sequence[ClusterLook]) -> tuple[ClusterLook, ...]:
    """Return the looks at which the cluster answered."""
    return tuple(look for look in looks if not look.failure)


def histories(looks: Sequence[ClusterLook]) -> dict[str, tuple[Moment, ...]]:
    """Return what was seen of each workload, in order."""
    found: dict[str, list[Moment]] = {}
    for look in answered(looks):
        for workload in look.workloads:
            found.setdefault(workload.name, []).append(Moment(at=look.at, look=workload))
    return {name: tuple(moments) for name, moments in sorted(found.items())}


def gaps(looks: Sequence[ClusterLook]) -> tuple[tuple[float, float], ...]:
    """Return from when to when the cluster did not answer."""
    found: list[tuple[float, float]] = []
    since: float | None = None
    for look in looks:
        if look.failure and since is None:
            since = look.at
        elif not look.failure and since is not None:
            found.append((since, look.at))
            since = None
    if since is not None:
        found.append((since, looks[-1].at))
    return tuple(found)
