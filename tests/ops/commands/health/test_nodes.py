"""Nodes: ready, under pressure, and of which version."""

from typing import Any

import pytest

from ops.commands.health.finding import Health
from ops.commands.health.nodes import evaluate_nodes
from tests.ops.commands.health.objects import condition, node

READY = condition("Ready")


@pytest.mark.parametrize(
    ("found", "status", "detail"),
    [
        (node(READY), Health.OK, "ready, v1.34.2"),
        (node(condition("Ready", "False", message="no runtime")), Health.FAILED, "not ready: no runtime"),
        (node(condition("Ready", "Unknown", reason="NodeStatusUnknown")), Health.FAILED, "NodeStatusUnknown"),
        (node(condition("DiskPressure", "False")), Health.FAILED, "its kubelet has not reported"),
        (node(READY, condition("DiskPressure")), Health.ATTENTION, "ready, under DiskPressure"),
        (node(READY, condition("MemoryPressure", "False")), Health.OK, "ready, v1.34.2"),
        (node(READY, unschedulable=True), Health.ATTENTION, "ready, takes no new pods"),
        (node(READY, version="v1.31.9"), Health.ATTENTION, "v1.31.9 is 3 minor versions behind"),
        (node(READY, version="v1.32.0"), Health.OK, "ready, v1.32.0"),
        (node(READY, version="kwok-v0.7.0"), Health.OK, "ready, kwok-v0.7.0"),
    ],
)
def test_a_node_is_as_its_kubelet_says(found: Any, status: Health, detail: str) -> None:
    (finding,) = evaluate_nodes([found], server_version="v1.34.2")
    assert finding.subject == "Node/node-1"
    assert finding.status is status
    assert detail in finding.detail
    assert bool(finding.remedy) is (status is not Health.OK)


def test_without_the_servers_version_no_version_is_too_old() -> None:
    (finding,) = evaluate_nodes([node(READY, version="v1.20.0")], server_version="")
    assert finding.status is Health.OK


def test_nodes_of_two_versions_are_an_upgrade_under_way() -> None:
    nodes = [node(READY), node(READY, name="node-2", version="v1.33.1")]
    *_, versions = evaluate_nodes(nodes, server_version="v1.34.2")
    assert versions.status is Health.ATTENTION
    assert versions.detail.endswith("v1.33.1, v1.34.2")


def test_a_cluster_without_a_node_has_failed() -> None:
    (finding,) = evaluate_nodes([], server_version="v1.34.2")
    assert finding.status is Health.FAILED
