"""The requests of pods, and the number of nodes that hold them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from environments.node_sizes import Allocatable
from environments.quantity import mebibytes, millicores
from ops.common.errors import UserError


@dataclass(frozen=True, kw_only=True)
class PodRequests:
    """A pod with the requests of all its containers: millicores and MiB of memory."""

    name: str
    millicores: int
    memory_mib: float


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

    def takes(self, pod: PodRequests) -> bool:
        fits = self.millicores >= pod.millicores and self.memory_mib >= pod.memory_mib and self.pods > 0
        if fits:
            self.millicores -= pod.millicores
            self.memory_mib -= pod.memory_mib
            self.pods -= 1
        return fits


def nodes_needed(pods: Sequence[PodRequests], *, daemons: Sequence[PodRequests], room: Allocatable) -> int:
    """Return the number of nodes that hold the pods, by first-fit decreasing.

    Every node also runs all `daemons`. Raises UserError when a pod is too large for an empty node.
    """
    nodes: list[_Node] = []
    for pod in sorted(pods, key=lambda pod: (pod.millicores, pod.memory_mib), reverse=True):
        if any(node.takes(pod) for node in nodes):
            continue
        node = _empty_node(daemons, room)
        if not node.takes(pod):
            raise UserError(
                f"the pod '{pod.name}' requests {pod.millicores}m and {pod.memory_mib:.0f} MiB, more than a "
                f"node has left beside the system: {node.millicores}m and {node.memory_mib:.0f} MiB",
                remedy="lower its requests, or choose a larger cluster.nodes.size",
            )
        nodes.append(node)
    return len(nodes)


def _empty_node(daemons: Sequence[PodRequests], room: Allocatable) -> _Node:
    system = total(daemons)
    return _Node(
        millicores=room.millicores - system.millicores,
        memory_mib=room.memory_mib - system.memory_mib,
        pods=room.pods - len(daemons),
    )
