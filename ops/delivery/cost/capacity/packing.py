"""Putting pods onto nodes."""

from collections.abc import Sequence
from dataclasses import dataclass

from environments.node_sizes import Allocatable
from ops.common.errors import UserError
from ops.delivery.cost.capacity.pods import Pod, total


@dataclass
class _Node:
    millicores: int
    memory_mib: float
    pods: int

    def takes(self, pod: Pod) -> bool:
        fits = self.millicores >= pod.millicores and self.memory_mib >= pod.memory_mib and self.pods > 0
        if fits:
            self.millicores -= pod.millicores
            self.memory_mib -= pod.memory_mib
            self.pods -= 1
        return fits


def nodes_needed(pods: Sequence[Pod], *, daemons: Sequence[Pod], room: Allocatable) -> int:
    """Return how many nodes hold the pods when the largest is placed first, each where it first fits.

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


def _empty_node(daemons: Sequence[Pod], room: Allocatable) -> _Node:
    system = total(daemons)
    return _Node(
        millicores=room.millicores - system.millicores,
        memory_mib=room.memory_mib - system.memory_mib,
        pods=room.pods - len(daemons),
    )
