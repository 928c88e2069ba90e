"""The capacity of an environment, from its three synthesized stacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contract.stacks import StackName
from contract.system_pods import CLUSTER_PODS, DAEMONS, INSIGHTS_DAEMONS, INSIGHTS_PODS, SystemPod
from environments.node_sizes import NODE_SIZES, Allocatable
from ops.delivery.cost.capacity import application
from ops.delivery.cost.capacity.charts import chart_pods
from ops.delivery.cost.capacity.pods import PodRequests, nodes_needed, times
from ops.engine.synthesis.document import StackDocument


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The pods of an environment and the number of nodes for them, within the pool's bounds.

    `steady` runs at minimum scale. A release temporarily adds `release`: the largest group of its jobs, or
    one more pod for each workload. `peak` has every autoscaler at its maximum.
    """

    node_size: str
    daemons: Sequence[PodRequests]
    room: Allocatable
    pool_minimum: int
    pool_maximum: int
    steady: Sequence[PodRequests]
    release: Sequence[PodRequests]
    peak: Sequence[PodRequests]

    @property
    def nodes_at_minimum(self) -> int:
        """The nodes on a quiet day with a release, used in the monthly estimate."""
        return max(self.pool_minimum, self._nodes([*self.steady, *self.release]))

    @property
    def nodes_at_maximum(self) -> int:
        """The nodes with every workload at its maximum and a release."""
        return max(self.pool_minimum, self._nodes([*self.peak, *self.release]))

    def _nodes(self, pods: Sequence[PodRequests]) -> int:
        return nodes_needed(pods, daemons=self.daemons, room=self.room)


def capacity_of(stacks: Mapping[str, StackDocument]) -> Capacity:
    """Return the capacity of the stacks `foundation`, `addons` and `app`, by their names."""
    cluster = stacks[StackName.FOUNDATION].single("azurerm_kubernetes_cluster")
    pool = cluster["default_node_pool"]
    app = stacks[StackName.APP]
    workloads = application.workloads(app)
    watched = bool(cluster.get("oms_agent"))
    always = [
        *_requests([*CLUSTER_PODS, *(INSIGHTS_PODS if watched else ())]),
        *_addons(stacks[StackName.ADDONS]),
        *application.proxies(app),
    ]
    return Capacity(
        node_size=pool["vm_size"],
        daemons=_requests([*DAEMONS, *(INSIGHTS_DAEMONS if watched else ())]),
        room=NODE_SIZES[pool["vm_size"]].allocatable(max_pods=pool["max_pods"]),
        pool_minimum=pool["min_count"],
        pool_maximum=pool["max_count"],
        steady=[*always, *(pod for w in workloads for pod in times(w.pod, w.minimum))],
        release=_release(application.jobs(app), [workload.surge for workload in workloads]),
        peak=[*always, *(pod for w in workloads for pod in times(w.pod, w.maximum))],
    )


def _requests(pods: Sequence[SystemPod]) -> list[PodRequests]:
    return [PodRequests(name=pod.name, millicores=pod.millicores, memory_mib=pod.memory_mib) for pod in pods]


def _addons(stack: StackDocument) -> list[PodRequests]:
    return [pod for release in stack.arguments_of("helm_release") for pod in chart_pods(release)]


def _release(jobs: Sequence[Sequence[PodRequests]], surge: Sequence[PodRequests]) -> Sequence[PodRequests]:
    """Return the largest group: no Job of a release runs while the workloads change."""
    return max([surge, *jobs], key=lambda pods: sum(pod.millicores for pod in pods))
