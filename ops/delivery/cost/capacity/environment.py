"""The capacity of one environment, out of its three synthesized stacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contract.stacks import StackName
from environments.node_sizes import NODE_SIZES, Allocatable
from ops.delivery.cost.capacity import application
from ops.delivery.cost.capacity.charts import chart_pods
from ops.delivery.cost.capacity.packing import nodes_needed
from ops.delivery.cost.capacity.pods import Pod, times
from ops.delivery.cost.capacity.system import CLUSTER_PODS, DAEMONS, INSIGHTS_DAEMONS, INSIGHTS_PODS
from ops.engine.synthesis.document import StackDocument


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What an environment asks for and how many nodes that takes, within the pool's own bounds.

    `steady` runs all the time at minimum scale. A release adds `release` for its duration: the larger of its
    jobs and of one pod more for each workload. `peak` is every autoscaler at its maximum.
    """

    node_size: str
    daemons: Sequence[Pod]
    room: Allocatable
    pool_minimum: int
    pool_maximum: int
    steady: Sequence[Pod]
    release: Sequence[Pod]
    peak: Sequence[Pod]

    @property
    def nodes_at_minimum(self) -> int:
        """Nodes of a quiet day, a release included; what a month's estimate counts."""
        return max(self.pool_minimum, self._nodes([*self.steady, *self.release]))

    @property
    def nodes_at_maximum(self) -> int:
        """Nodes when every workload is at its maximum, a release included."""
        return max(self.pool_minimum, self._nodes([*self.peak, *self.release]))

    def _nodes(self, pods: Sequence[Pod]) -> int:
        return nodes_needed(pods, daemons=self.daemons, room=self.room)


def capacity_of(stacks: Mapping[str, StackDocument]) -> Capacity:
    """Return the capacity of the stacks `foundation`, `addons` and `app`, by their names."""
    cluster = stacks[StackName.FOUNDATION].single("azurerm_kubernetes_cluster")
    pool = cluster["default_node_pool"]
    app = stacks[StackName.APP]
    workloads = application.workloads(app)
    watched = bool(cluster.get("oms_agent"))
    always = [
        *CLUSTER_PODS,
        *(INSIGHTS_PODS if watched else ()),
        *_addons(stacks[StackName.ADDONS]),
        *application.proxies(app),
    ]
    return Capacity(
        node_size=pool["vm_size"],
        daemons=[*DAEMONS, *(INSIGHTS_DAEMONS if watched else ())],
        room=NODE_SIZES[pool["vm_size"]].allocatable(max_pods=pool["max_pods"]),
        pool_minimum=pool["min_count"],
        pool_maximum=pool["max_count"],
        steady=[*always, *(pod for w in workloads for pod in times(w.pod, w.minimum))],
        release=_release(application.jobs(app), [workload.pod for workload in workloads]),
        peak=[*always, *(pod for w in workloads for pod in times(w.pod, w.maximum))],
    )


def _addons(stack: StackDocument) -> list[Pod]:
    return [pod for release in stack.arguments_of("helm_release") for pod in chart_pods(release)]


def _release(jobs: Sequence[Pod], surge: Sequence[Pod]) -> Sequence[Pod]:
    """Return the larger of the two: the jobs of a release end before it changes the workloads."""
    return max(jobs, surge, key=lambda pods: sum(pod.millicores for pod in pods))
