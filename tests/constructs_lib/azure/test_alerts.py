from typing import Any

from constructs_lib.azure.metric_alert import MetricAlert, MetricRule
from constructs_lib.azure.query_alert import QueryAlert, QueryRule
from constructs_lib.azure.severity import Severity
from tests.support.constructs import PLACEMENT, resources

COUNTED = QueryRule(
    title="Something happened",
    query="Heartbeat",
    operator="GreaterThan",
    threshold=0,
    severity=Severity.ERROR,
    every="PT1M",
    window="PT5M",
)


def query_alert(rule: QueryRule) -> dict[str, Any]:
    made = resources(
        lambda scope: QueryAlert(
            scope,
            "alert",
            name="alert",
            workspace_id="logs",
            rule=rule,
            action_group_id="people",
            placement=PLACEMENT,
        )
    )
    found: dict[str, Any] = made["azurerm_monitor_scheduled_query_rules_alert_v2"]["alert"]
    return found


def test_a_metric_is_judged_every_minute_and_people_are_told() -> None:
    rule = MetricRule(
        title="A node is busy",
        metric="node_cpu_usage_percentage",
        operator="GreaterThan",
        threshold=85,
        severity=Severity.WARNING,
        dimensions={"node": ["*"]},
    )
    made = resources(
        lambda scope: MetricAlert(
            scope,
            "alert",
            name="alert",
            placement=PLACEMENT,
            resource_id="cluster",
            namespace="Microsoft.ContainerService/managedClusters",
            rule=rule,
            action_group_id="people",
        )
    )
    alert = made["azurerm_monitor_metric_alert"]["alert"]
    assert (alert["frequency"], alert["window_size"], alert["auto_mitigate"]) == ("PT1M", "PT5M", True)
    assert alert["action"] == [{"action_group_id": "people"}]
    (criterion,) = alert["criteria"]
    assert (criterion["metric_name"], criterion["threshold"]) == ("node_cpu_usage_percentage", 85)
    assert criterion["dimension"] == [{"name": "node", "operator": "Include", "values": ["*"]}]


def test_without_a_measure_the_rows_are_counted() -> None:
    (criterion,) = query_alert(COUNTED)["criteria"]
    assert criterion["time_aggregation_method"] == "Count"
    assert "metric_measure_column" not in criterion


def test_a_measure_is_the_largest_of_its_column() -> None:
    rule = QueryRule(
        title="Too many errors",
        query="…",
        operator="GreaterThan",
        threshold=5,
        severity=Severity.CRITICAL,
        every="PT1M",
        window="PT5M",
        measure="error_percent",
        split_by=["Name"],
    )
    alert = query_alert(rule)
    (criterion,) = alert["criteria"]
    assert (criterion["time_aggregation_method"], criterion["metric_measure_column"]) == (
        "Maximum",
        "error_percent",
    )
    assert criterion["dimension"] == [{"name": "Name", "operator": "Include", "values": ["*"]}]
    assert (alert["evaluation_frequency"], alert["window_duration"]) == ("PT1M", "PT5M")


def test_an_alert_resolves_itself_and_needs_no_table_to_be_made() -> None:
    alert = query_alert(COUNTED)
    assert alert["auto_mitigation_enabled"] is True
    assert alert["skip_query_validation"] is True
    assert alert["action"] == {"action_groups": ["people"]}
