"""What is watched fits the service's rules and the requirement: heard within five minutes."""

import re
from datetime import timedelta

import pytest

from constructs_lib.azure.metric_alert import MetricRule
from constructs_lib.azure.query_alert import QueryRule
from environments.monitoring import Alerts
from stacks.foundation.metric_rules import FAILED_PODS, cluster_rules, database_rules
from stacks.foundation.query_rules import query_rules

ALERTS = Alerts(emails=["oncall@example.com"])
METRIC_RULES = {**cluster_rules(ALERTS, logs=False), **database_rules(burstable=True, connections=35)}
QUERY_RULES = query_rules(ALERTS)
# Windows that the services offer. Source: the provider's documentation of both resources.
METRIC_WINDOWS = {"PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"}
QUERY_WINDOWS = {"PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT45M"} | {f"PT{h}H" for h in range(1, 7)}


# What each metric can be asked for. Source: learn.microsoft.com, supported metrics of both resource types.
AGGREGATIONS = {
    "kube_node_status_condition": {"Total", "Average"},
    "kube_pod_status_phase": {"Total", "Average"},
    "node_cpu_usage_percentage": {"Maximum", "Average"},
    "node_disk_usage_percentage": {"Maximum", "Average"},
    "node_memory_working_set_percentage": {"Maximum", "Average"},
    "active_connections": {"Maximum", "Minimum", "Average"},
    "cpu_credits_remaining": {"Maximum", "Minimum", "Average"},
    "is_db_alive": {"Maximum", "Minimum", "Average"},
    "storage_percent": {"Maximum", "Minimum", "Average"},
}


def minutes(duration: str) -> float:
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", duration)
    assert match is not None
    return timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0)) / timedelta(minutes=1)


@pytest.mark.parametrize("rule", METRIC_RULES.values(), ids=METRIC_RULES)
def test_a_metric_rule_has_a_window_that_the_service_offers(rule: object) -> None:
    assert rule.window in METRIC_WINDOWS  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", METRIC_RULES.values(), ids=METRIC_RULES)
def test_a_metric_rule_computes_what_the_service_offers_for_its_metric(rule: MetricRule) -> None:
    assert rule.aggregation in AGGREGATIONS[rule.metric]


def test_failed_pods_are_found_by_their_logs_where_there_are_logs() -> None:
    """The metric counts the pod of a failed migration for as long as it is kept."""
    assert FAILED_PODS in QUERY_RULES
    assert set(cluster_rules(ALERTS, logs=False)) - set(cluster_rules(ALERTS, logs=True)) == {FAILED_PODS}


def test_each_disk_of_a_node_is_judged_on_its_own() -> None:
    assert set(METRIC_RULES["node_disk"].dimensions) == {"node", "device"}


@pytest.mark.parametrize("rule", QUERY_RULES.values(), ids=QUERY_RULES)
def test_a_query_rule_looks_back_at_least_as_far_as_its_last_run(rule: QueryRule) -> None:
    assert rule.window in QUERY_WINDOWS
    assert minutes(rule.every) <= minutes(rule.window)


@pytest.mark.parametrize("name", ["error_rate", "restarts"])
def test_what_hurts_users_is_judged_every_minute(name: str) -> None:
    assert QUERY_RULES[name].every == "PT1M"


@pytest.mark.parametrize("name", ["error_rate", "restarts"])
def test_a_query_of_every_minute_avoids_what_the_service_refuses_there(name: str) -> None:
    """Source: MicrosoftDocs/azure-monitor-docs, azure-monitor/alerts/alerts-create-log-alert-rule.md."""
    refused = r"\b(union|search|take|limit|ingestion_time|adx|arg)\b"
    assert not re.search(refused, QUERY_RULES[name].query)


@pytest.mark.parametrize("name", QUERY_RULES)
def test_no_alert_uses_what_the_service_refuses_in_all_of_them(name: str) -> None:
    assert not re.search(r"\b(bag_unpack|pivot|narrow|AggregatedValue)\b", QUERY_RULES[name].query)


def test_only_pods_that_restarted_are_billed_as_a_series() -> None:
    assert QUERY_RULES["restarts"].query.endswith("| where restarts > 0")


def test_the_certificates_alert_knows_what_dapr_really_logs() -> None:
    query = QUERY_RULES["certificates"].query
    assert 'ContainerName == "daprd"' in query
    assert "x509: certificate has expired" in query
    assert "root certificate expiration warning" not in query


def test_the_error_rate_is_what_the_gateway_sees() -> None:
    rule = QUERY_RULES["error_rate"]
    assert (rule.measure, rule.operator, rule.threshold, rule.window) == (
        "error_percent",
        "GreaterThan",
        5,
        "PT5M",
    )
    assert 'ContainerName == "envoy"' in rule.query
    assert "status >= 500" in rule.query
    assert "requests >= 10" in rule.query


def test_a_measure_is_a_column_that_its_query_makes() -> None:
    measured = {name: rule for name, rule in QUERY_RULES.items() if rule.measure}
    assert set(measured) == {"error_rate", "restarts", "slow", "no_traffic"}
    for rule in measured.values():
        assert re.search(rf"\b{rule.measure} = ", rule.query)


def test_thresholds_come_from_the_environment() -> None:
    alerts = Alerts(
        emails=["a@example.com"],
        error_percent=7,
        slow_milliseconds=300,
        quiet_minutes=30,
        restarts=5,
        node_cpu_percent=70,
    )
    queries = query_rules(alerts)
    assert queries["error_rate"].threshold == 7
    assert queries["slow"].threshold == 300
    assert queries["no_traffic"].window == "PT30M"
    assert queries["restarts"].threshold == 5
    assert cluster_rules(alerts, logs=False)["node_cpu"].threshold == 70


def test_the_alert_on_connections_comes_before_the_server_is_full() -> None:
    for connections in (35, 414, 4985):
        rule = database_rules(burstable=True, connections=connections)["database_connections"]
        assert connections * 0.9 < rule.threshold < connections


def test_only_a_burstable_database_has_credits_to_watch() -> None:
    assert "database_credits" in database_rules(burstable=True, connections=35)
    assert "database_credits" not in database_rules(burstable=False, connections=844)
