"""The requests of pods, and the number of nodes that hold them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from environments.node_sizes import Allocatable
from environments.quantity import mebibytes, millicores
from ops.common.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A topology spread constraint over nodes that the scheduler must keep, and the pods that it counts."""

    group: str
    max_skew: int


@dataclass(frozen=True, kw_only=True)
class PodRequests:
    """A pod with the requests of all its containers: millicores and MiB of memory."""

    name: str
    millicores: int
    memory_mib: float
    spread: Spread | None = None


def pod_of(name: str, containers: Iterable[Mapping[str, Any]]) -> PodRequests:
    """Return the sum of the containers' `resources`; raise KeyError for one without requests."""
    requests = [container["requests"] for container in containers]
    return PodRequests(
        name=name,
        millicores=sum(millicores(request["cpu"]) for request in requests),
        memory_mib=sum(mebibytes(request["memory"]) for request in requests),
    )


def times(pod: PodRequests, count: int) -> list[PodRequests]:
    """Return `count` equal pods."""
    return [pod] * count


def total(pods: Sequence[PodRequests]) -> PodRequests:
    """Return the sum of the requests of pods."""
    return PodRequests(
        name="all",
        millicores=sum(pod.millicores for pod in pods),
        memory_mib=sum(pod.memory_mib for pod in pods),
    )


@dataclass
class _Node:
    millicores: int
    memory_mib: float
    pods: int
    groups: Counter[str] = field(default_factory=Counter)

    def takes(self, pod: PodRequests) -> bool:
        fits = self.millicores >= pod.millicores and self.memory_mib >= pod.memory_mib and self.pods > 0
        if fits:
            self.millicores -= pod.millicores
            self.memory_mib -= pod.memory_mib
            self.pods -= 1
            if pod.spread:
                self.groups[pod.spread.group] += 1
        return fits


def nodes_needed(pods: Sequence[PodRequests], *, daemons: Sequence[PodRequests], room: Allocatable) -> int:
    """Return the number of nodes that hold the pods, by first-fit decreasing and with their spread.

    Every node also runs all `daemons`. Raises UserError when a pod is too large for an empty node.
    """
    ordered = sorted(pods, key=lambda pod: (pod.millicores, pod.memory_mib), reverse=True)
    for pod in ordered:
        node = _empty_node(daemons, room)
        if not node.takes(pod):
            raise UserError(
                f"the pod '{pod.name}' requests {pod.millicores}m and {pod.memory_mib:.0f} MiB, more than a "
                f"node has left beside the system: {node.millicores}m and {node.memory_mib:.0f} MiB",
                remedy="lower its requests, or choose a larger cluster.nodes.size",
            )
    # With a node for each pod, there is an empty one whenever one is needed.
    return next(
        count
        for count in range(len(ordered) + 1)
        if _hold(ordered, nodes=[_empty_node(daemons, room) for _ in range(count)])
    )


def _hold(pods: Sequence[PodRequests], *, nodes: Sequence[_Node]) -> bool:
    """Put each pod on the first node that may take it; return whether there was one for each."""
    return all(any(node.takes(pod) for node in _allowed(pod, nodes)) for pod in pods)


def _allowed(pod: PodRequests, nodes: Sequence[_Node]) -> Sequence[_Node]:
    """Return the nodes to which the spread of a pod lets it. A full node counts: it holds the others back."""
    spread = pod.spread
    if spread is None:
        return nodes
    fewest = min((node.groups[spread.group] for node in nodes), default=0)
    return [node for node in nodes if node.groups[spread.group] - fewest < spread.max_skew]


def _empty_node(daemons: Sequence[PodRequests], room: Allocatable) -> _Node:
    system = total(daemons)
    return _Node(
        millicores=room.millicores - system.millicores,
        memory_mib=room.memory_mib - system.memory_mib,
        pods=room.pods - len(daemons),
    )
