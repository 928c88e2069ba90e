"""The alert rules on platform metrics, which cost nothing."""

from typing import Final

from constructs_lib.azure.metric_alert import MetricRule
from constructs_lib.azure.severity import Severity
from environments.monitoring import Alerts

CLUSTER_METRICS: Final = "Microsoft.ContainerService/managedClusters"
DATABASE_METRICS: Final = "Microsoft.DBforPostgreSQL/flexibleServers"
#: The alert on failed pods, by metric or by query.
FAILED_PODS: Final = "pods_failed"
_CONNECTIONS_PERCENT: Final = 95


def cluster_rules(alerts: Alerts, *, logs: bool) -> dict[str, MetricRule]:
    """Return the alert rules on the cluster's own metrics, which cost nothing.

    Source of names, dimensions and the shape of these rules: github.com/Azure/azure-monitor-baseline-alerts,
    services/ContainerService/managedClusters/alerts.yaml; learn.microsoft.com, "Monitoring data reference
    for Azure Kubernetes Service". The pods of a phase can only be averaged and summed: the sum over a quarter
    of an hour is how many minutes pods have been in it, if the service counts once a minute (unverified).

    The metric of failed pods counts those that are kept, so that its alert stays open until they are deleted.
    With `logs` a query finds new failures instead.
    """
    rules = _cluster_rules(alerts)
    return {id_: rule for id_, rule in rules.items() if not (logs and id_ == FAILED_PODS)}


def _cluster_rules(alerts: Alerts) -> dict[str, MetricRule]:
    each_node = {"node": ["*"]}
    each_disk = {**each_node, "device": ["*"]}
    return {
        "node_not_ready": MetricRule(
            title="A node is not ready",
            metric="kube_node_status_condition",
            dimensions={"status2": ["NotReady", "Unknown"]},
            operator="GreaterThan",
            threshold=0,
            severity=Severity.ERROR,
        ),
        "node_cpu": MetricRule(
            title=f"A node uses more than {alerts.node_cpu_percent}% of its CPU",
            metric="node_cpu_usage_percentage",
            dimensions=each_node,
            operator="GreaterThan",
            threshold=alerts.node_cpu_percent,
            severity=Severity.WARNING,
            window="PT15M",
        ),
        "node_memory": MetricRule(
            title=f"A node uses more than {alerts.node_memory_percent}% of its memory",
            metric="node_memory_working_set_percentage",
            dimensions=each_node,
            operator="GreaterThan",
            threshold=alerts.node_memory_percent,
            severity=Severity.WARNING,
        ),
        "node_disk": MetricRule(
            title=f"A node's disk is more than {alerts.node_disk_percent}% full",
            metric="node_disk_usage_percentage",
            dimensions=each_disk,
            operator="GreaterThan",
            threshold=alerts.node_disk_percent,
            severity=Severity.WARNING,
        ),
        FAILED_PODS: MetricRule(
            title="A pod has failed, and is kept",
            metric="kube_pod_status_phase",
            dimensions={"phase": ["Failed"]},
            operator="GreaterThan",
            threshold=0,
            severity=Severity.ERROR,
        ),
        "pods_pending": MetricRule(
            title="Pods have been waiting for a quarter of an hour, taken together",
            metric="kube_pod_status_phase",
            dimensions={"phase": ["Pending"]},
            aggregation="Total",
            operator="GreaterThan",
            threshold=13,
            severity=Severity.ERROR,
            window="PT15M",
        ),
    }


def database_rules(*, burstable: bool, connections: int) -> dict[str, MetricRule]:
    """Return the alert rules on a PostgreSQL server's metrics.

    `connections` are what the server gives to users. Whether the metric counts Azure's own connections too is
    unverified; if so, the alert comes a little early. The credits can be seen up to five minutes late. Source
    of names, their unit and the way to judge `is_db_alive`: MicrosoftDocs/azure-databases-docs,
    articles/postgresql/monitor/concepts-monitoring.md.
    """
    rules = {
        "database_down": MetricRule(
            title="The database does not answer",
            metric="is_db_alive",
            aggregation="Maximum",
            operator="LessThan",
            threshold=1,
            severity=Severity.CRITICAL,
        ),
        "database_storage": MetricRule(
            title="The database's storage is more than 80% full",
            metric="storage_percent",
            operator="GreaterThan",
            threshold=80,
            severity=Severity.WARNING,
        ),
        "database_connections": MetricRule(
            title=f"Nearly all of the database's {connections} connections are taken",
            metric="active_connections",
            aggregation="Maximum",
            operator="GreaterThan",
            threshold=connections * _CONNECTIONS_PERCENT // 100,
            severity=Severity.WARNING,
        ),
    }
    if burstable:
        rules["database_credits"] = MetricRule(
            title="The database has nearly used up its CPU credits and is about to slow down",
            metric="cpu_credits_remaining",
            operator="LessThan",
            threshold=10,
            severity=Severity.WARNING,
            window="PT15M",
        )
    return rules
