import json
from typing import Any

import pytest

from constructs_lib.azure.container_insights import ContainerInsights
from tests.support.constructs import PLACEMENT, resources


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return resources(
        lambda scope: ContainerInsights(
            scope,
            "insights",
            cluster_name="todo",
            cluster_id="cluster",
            workspace_id="workspace",
            placement=PLACEMENT,
        )
    )


def test_what_is_collected_is_what_flows_to_the_workspace(made: dict[str, Any]) -> None:
    rule = made["azurerm_monitor_data_collection_rule"]["insights"]
    (source,) = rule["data_sources"]["extension"]
    (flow,) = rule["data_flow"]
    (destination,) = rule["destinations"]["log_analytics"]
    assert source["streams"] == flow["streams"]
    assert flow["destinations"] == [destination["name"]]
    assert destination["workspace_resource_id"] == "workspace"


def test_the_streams_that_alerts_and_queries_read_are_collected(made: dict[str, Any]) -> None:
    rule = made["azurerm_monitor_data_collection_rule"]["insights"]
    assert set(rule["data_flow"][0]["streams"]) == {
        "Microsoft-ContainerLogV2",
        "Microsoft-KubeEvents",
        "Microsoft-KubePodInventory",
    }


def test_the_agent_is_told_to_write_the_new_table_every_minute(made: dict[str, Any]) -> None:
    (source,) = made["azurerm_monitor_data_collection_rule"]["insights"]["data_sources"]["extension"]
    settings = json.loads(source["extension_json"])["dataCollectionSettings"]
    assert (settings["enableContainerLogV2"], settings["interval"]) == (True, "1m")


def test_the_cluster_is_associated_with_the_rule_under_the_agent_s_name(made: dict[str, Any]) -> None:
    association = made["azurerm_monitor_data_collection_rule_association"]["insights_association"]
    assert association["name"] == "ContainerInsightsExtension"
    assert association["target_resource_id"] == "cluster"
    assert association["data_collection_rule_id"] == "${azurerm_monitor_data_collection_rule.insights.id}"
