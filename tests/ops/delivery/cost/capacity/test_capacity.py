"""Every environment fits onto the nodes that it pays for (docs/decisions/0011-capacity.md)."""

import json
from dataclasses import replace

import pytest

from environments.node_sizes import Allocatable
from ops.common.errors import UserError
from ops.delivery.cost.capacity import capacity_of
from ops.delivery.cost.capacity.application import jobs, proxies, workloads
from ops.delivery.cost.capacity.charts import chart_pods
from ops.delivery.cost.capacity.pods import PodRequests, Spread, nodes_needed, pod_of, total
from ops.engine.synthesis.document import StackDocument
from tests.support.synthesis import ENVIRONMENTS, STACKS, synthesized, synthesized_document

ROOM = Allocatable(millicores=1000, memory_mib=1000, pods=10)


def stacks(environment: str) -> dict[str, StackDocument]:
    return {stack: synthesized_document(environment, stack) for stack in STACKS}


def pod(millicores: int, memory_mib: float = 10) -> PodRequests:
    return PodRequests(name=f"pod-{millicores}", millicores=millicores, memory_mib=memory_mib)


@pytest.mark.parametrize(("environment", "nodes"), [("production", 2), ("staging", 2), ("budget", 1)])
def test_a_quiet_day_and_a_release_fit_onto_the_nodes_that_are_paid_for(environment: str, nodes: int) -> None:
    capacity = capacity_of(stacks(environment))
    assert capacity.nodes_at_minimum == capacity.pool_minimum == nodes


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_replica_at_its_maximum_fits_into_the_pool(environment: str) -> None:
    capacity = capacity_of(stacks(environment))
    assert capacity.nodes_at_minimum <= capacity.nodes_at_maximum <= capacity.pool_maximum


def test_a_release_counts_one_pod_more_of_each_workload() -> None:
    capacity = capacity_of(stacks("production"))
    assert sorted(pod.name for pod in capacity.release) == ["todo-backend", "todo-frontend"]


def test_the_monitoring_agent_counts_where_it_runs() -> None:
    assert "ama-logs" in [pod.name for pod in capacity_of(stacks("production")).daemons]
    assert "ama-logs" not in [pod.name for pod in capacity_of(stacks("budget")).daemons]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_chart_that_is_installed_is_counted(environment: str) -> None:
    releases = synthesized(environment, "addons")["resource"]["helm_release"].values()
    assert {release["chart"] for release in releases} == {"dapr", "gateway-helm", "cert-manager"}
    assert all(chart_pods(release) for release in releases)


def test_a_chart_that_nobody_has_described_is_refused() -> None:
    with pytest.raises(UserError, match="the chart 'redis' is unknown"):
        chart_pods({"chart": "redis", "values": ["{}"]})


def test_dapr_s_further_services_are_not_overlooked() -> None:
    release = synthesized("production", "addons")["resource"]["helm_release"]["dapr"]
    values = json.loads(release["values"][0])
    values["global"]["scheduler"]["enabled"] = True
    with pytest.raises(UserError, match="scheduler service is enabled"):
        chart_pods({"chart": "dapr", "values": [json.dumps(values)]})


def test_a_highly_available_dapr_has_three_of_each() -> None:
    release = synthesized("production", "addons")["resource"]["helm_release"]["dapr"]
    assert len(chart_pods(release)) == 9


def test_a_workload_counts_with_its_sidecar() -> None:
    found = {w.pod.name: w for w in workloads(synthesized_document("production", "app"))}
    backend = found["todo-backend"]
    assert (backend.minimum, backend.maximum) == (2, 5)
    assert (backend.pod.millicores, backend.pod.memory_mib) == (275, 506)


def test_proxies_and_jobs_of_a_release_are_found() -> None:
    stack = synthesized_document("production", "app")
    assert [pod.millicores for pod in proxies(stack)] == [60, 60]
    assert [sorted(pod.name for pod in together) for together in jobs(stack)] == [
        ["database-grant"],
        ["todo-backend-migration", "todo-frontend-migration"],
        ["database-retire"],
    ]


def test_a_pod_is_all_of_its_containers() -> None:
    one = {"requests": {"cpu": "100m", "memory": "64Mi"}}
    both = pod_of("both", [one, {"requests": {"cpu": "1", "memory": "1Gi"}}])
    assert (both.millicores, both.memory_mib) == (1100, 1088)
    assert total([both, both]).millicores == 2200


@pytest.mark.parametrize(
    ("pods", "nodes"),
    [
        ([], 0),
        ([pod(500), pod(500)], 1),
        ([pod(600), pod(600)], 2),
        ([pod(600), pod(600), pod(400), pod(400)], 2),
        ([pod(10, memory_mib=600), pod(10, memory_mib=600)], 2),
        ([pod(1)] * 11, 2),
    ],
)
def test_pods_are_put_where_they_first_fit(pods: list[PodRequests], nodes: int) -> None:
    assert nodes_needed(pods, daemons=[], room=ROOM) == nodes


def spread(count: int, *, millicores: int, max_skew: int = 1) -> list[PodRequests]:
    return [replace(pod(millicores), spread=Spread(group="todo", max_skew=max_skew))] * count


@pytest.mark.parametrize(
    ("pods", "nodes"),
    [
        # Without a constraint, two nodes hold them: 900, and three of 300.
        ([pod(900), *spread(3, millicores=300)], 4),
        ([pod(900), *spread(3, millicores=300, max_skew=3)], 2),
        (spread(3, millicores=300), 1),
        (spread(4, millicores=300), 2),
        ([pod(600), *spread(4, millicores=200)], 2),
    ],
)
def test_replicas_that_must_be_spread_need_a_node_for_it(pods: list[PodRequests], nodes: int) -> None:
    assert nodes_needed(pods, daemons=[], room=ROOM) == nodes


def test_the_constraint_of_a_workload_is_read_and_a_release_is_spread_by_itself() -> None:
    found = workloads(synthesized_document("production", "app"))
    assert [workload.pod.spread for workload in found] == [
        Spread(group=workload.pod.name, max_skew=1) for workload in found
    ]
    assert [workload.surge.spread for workload in found] == [
        Spread(group=f"{workload.pod.name}, next release", max_skew=1) for workload in found
    ]
    assert all(proxy.spread is None for proxy in proxies(synthesized_document("production", "app")))


def test_every_node_runs_the_daemons() -> None:
    assert nodes_needed([pod(500), pod(500)], daemons=[pod(100)], room=ROOM) == 2


def test_a_pod_that_no_node_can_hold_is_named() -> None:
    with pytest.raises(UserError, match="'pod-950' requests 950m"):
        nodes_needed([pod(950)], daemons=[pod(100)], room=ROOM)
