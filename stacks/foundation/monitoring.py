"""What is watched, who hears of it, and where people look."""

from collections.abc import Mapping
from typing import Final

from constructs import Construct

from constructs_lib.azure import queries
from constructs_lib.azure.action_group import ActionGroup
from constructs_lib.azure.budget import Budget
from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.container_insights import ContainerInsights
from constructs_lib.azure.log_analytics import LogWorkspace
from constructs_lib.azure.metric_alert import MetricAlert, MetricRule
from constructs_lib.azure.query_alert import QueryAlert, QueryRule
from constructs_lib.azure.workbook import Workbook
from environments.monitoring import Alerts, Budgets
from stacks.foundation.place import Place

CLUSTER_METRICS: Final = "Microsoft.ContainerService/managedClusters"
DATABASE_METRICS: Final = "Microsoft.DBforPostgreSQL/flexibleServers"

_CRITICAL, _ERROR, _WARNING = 0, 1, 2
_EVERY_MINUTE: Final = "PT1M"
_QUERIES_CATEGORY: Final = "Todo application"
_SAVED_QUERIES: Final = {
    "errors_by_component": ("Errors by component", queries.ERRORS_BY_COMPONENT),
    "lines_by_severity": ("Lines by severity over time", queries.LINES_BY_SEVERITY),
    "application_logs": ("Application logs as columns", queries.APPLICATION_LOGS),
    "one_request": ("One request, from the gateway to the last component", queries.one_request()),
    "error_rate": ("Failed requests at the gateway, percent", queries.ERROR_RATE),
    "response_times": ("Response times at the gateway", queries.RESPONSE_TIMES),
    "slowest_routes": ("Slowest routes of the application", queries.SLOWEST_ROUTES),
    "unhealthy_pods": ("Pods that are not well", queries.UNHEALTHY_PODS),
    "warning_events": ("Warnings of the cluster", queries.WARNING_EVENTS),
}


class Monitoring(Construct):
    """Collection, alerts, budgets, workbook and saved queries of one environment.

    Output: `action_group_id`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        place: Place,
        name: str,
        cluster: Cluster,
        logs: LogWorkspace,
        alerts: Alerts,
    ) -> None:
        super().__init__(scope, id_)
        self._place = place
        self._name = name
        self._logs = logs
        self._cluster = cluster
        self._alerts = alerts
        self.action_group_id = ActionGroup(
            self,
            "people",
            name=f"{name}-people",
            short_name=alerts.short_name,
            resource_group=place.resource_group,
            emails=alerts.emails,
            webhooks={webhook.name: webhook.url for webhook in alerts.webhooks},
            tags=place.tags,
        ).id
        self.watch_metrics(cluster_rules(alerts), resource_id=cluster.id, namespace=CLUSTER_METRICS)

    def watch_logs(self) -> None:
        """Collect the containers' logs, and add what reads them: alerts, saved queries, the workbook."""
        ContainerInsights(
            self,
            "collection",
            cluster_name=self._name,
            cluster_id=self._cluster.id,
            workspace_id=self._logs.id,
            **self._place.arguments,
        )
        for rule_id, rule in query_rules(self._alerts).items():
            self._watch_query(rule_id, rule)
        for query_id, (title, query) in _SAVED_QUERIES.items():
            self._logs.save_query(query_id, title=title, category=_QUERIES_CATEGORY, query=query)
        Workbook(
            self,
            "workbook",
            title=f"{self._name}: how the application is doing",
            workspace_id=self._logs.id,
            cluster_id=self._cluster.id,
            **self._place.arguments,
        )

    def watch_metrics(self, rules: Mapping[str, MetricRule], *, resource_id: str, namespace: str) -> None:
        """Add an alert for each rule, by its id, on the metrics of one resource."""
        for id_, rule in rules.items():
            MetricAlert(
                self,
                id_,
                name=f"{self._name}-{id_.replace('_', '-')}",
                resource_group=self._place.resource_group,
                resource_id=resource_id,
                namespace=namespace,
                rule=rule,
                action_group_id=self.action_group_id,
                tags=self._place.tags,
            )

    def watch_spending(self, budgets: Budgets) -> None:
        """Add the budgets; they belong to the whole subscription."""
        for amount in budgets.amounts:
            Budget(
                self,
                f"budget_{amount}",
                name=f"{self._name}-{amount}",
                subscription_id=self._place.subscription_id,
                amount=amount,
                start_month=budgets.start_month,
                emails=budgets.emails,
                action_group_id=self.action_group_id,
            )

    def _watch_query(self, id_: str, rule: QueryRule) -> None:
        QueryAlert(
            self,
            id_,
            name=f"{self._name}-{id_.replace('_', '-')}",
            workspace_id=self._logs.id,
            rule=rule,
            action_group_id=self.action_group_id,
            **self._place.arguments,
        )


def cluster_rules(alerts: Alerts) -> dict[str, MetricRule]:
    """Return what is judged on the cluster's own metrics, which cost nothing.

    Source of names, dimensions and the shape of these rules: github.com/Azure/azure-monitor-baseline-alerts,
    services/ContainerService/managedClusters/alerts.yaml; learn.microsoft.com, "Monitoring data reference
    for Azure Kubernetes Service". The pods of a phase can only be averaged and summed: the sum over a quarter
    of an hour is how many minutes pods have been in it, if the service counts once a minute (unverified).
    """
    each_node = {"node": ["*"]}
    each_disk = {**each_node, "device": ["*"]}
    return {
        "node_not_ready": MetricRule(
            title="A node is not ready",
            metric="kube_node_status_condition",
            dimensions={"status2": ["NotReady", "Unknown"]},
            operator="GreaterThan",
            threshold=0,
            severity=_ERROR,
        ),
        "node_cpu": MetricRule(
            title=f"A node uses more than {alerts.node_cpu_percent}% of its CPU",
            metric="node_cpu_usage_percentage",
            dimensions=each_node,
            operator="GreaterThan",
            threshold=alerts.node_cpu_percent,
            severity=_WARNING,
            window="PT15M",
        ),
        "node_memory": MetricRule(
            title=f"A node uses more than {alerts.node_memory_percent}% of its memory",
            metric="node_memory_working_set_percentage",
            dimensions=each_node,
            operator="GreaterThan",
            threshold=alerts.node_memory_percent,
            severity=_WARNING,
        ),
        "node_disk": MetricRule(
            title=f"A node's disk is more than {alerts.node_disk_percent}% full",
            metric="node_disk_usage_percentage",
            dimensions=each_disk,
            operator="GreaterThan",
            threshold=alerts.node_disk_percent,
            severity=_WARNING,
        ),
        "pods_failed": MetricRule(
            title="A pod has failed",
            metric="kube_pod_status_phase",
            dimensions={"phase": ["Failed"]},
            operator="GreaterThan",
            threshold=0,
            severity=_ERROR,
        ),
        "pods_pending": MetricRule(
            title="Pods have been waiting for a quarter of an hour, taken together",
            metric="kube_pod_status_phase",
            dimensions={"phase": ["Pending"]},
            aggregation="Total",
            operator="GreaterThan",
            threshold=13,
            severity=_ERROR,
            window="PT15M",
        ),
    }


def database_rules(*, burstable: bool) -> dict[str, MetricRule]:
    """Return what is judged on a PostgreSQL server's metrics.

    The credits can be seen up to five minutes late. Source of names, their unit and the way to judge
    `is_db_alive`: MicrosoftDocs/azure-databases-docs, articles/postgresql/monitor/concepts-monitoring.md.
    """
    rules = {
        "database_down": MetricRule(
            title="The database does not answer",
            metric="is_db_alive",
            aggregation="Maximum",
            operator="LessThan",
            threshold=1,
            severity=_CRITICAL,
        ),
        "database_storage": MetricRule(
            title="The database's storage is more than 80% full",
            metric="storage_percent",
            operator="GreaterThan",
            threshold=80,
            severity=_WARNING,
        ),
    }
    if burstable:
        rules["database_credits"] = MetricRule(
            title="The database has nearly used up its CPU credits and is about to slow down",
            metric="cpu_credits_remaining",
            operator="LessThan",
            threshold=10,
            severity=_WARNING,
            window="PT15M",
        )
    return rules


def query_rules(alerts: Alerts) -> dict[str, QueryRule]:
    """Return what only the logs know. What people must hear within five minutes is judged every minute."""
    return {
        "error_rate": QueryRule(
            title=f"More than {alerts.error_percent}% of the requests fail",
            query=queries.error_percent_now(minimum_requests=alerts.minimum_requests),
            measure="error_percent",
            operator="GreaterThan",
            threshold=alerts.error_percent,
            severity=_CRITICAL,
            every=_EVERY_MINUTE,
            window="PT5M",
        ),
        "restarts": QueryRule(
            title=f"A pod has restarted {alerts.restarts} times in 15 minutes",
            query=queries.restarts_now(),
            measure="restarts",
            split_by=["Namespace", "Name"],
            operator="GreaterThanOrEqual",
            threshold=alerts.restarts,
            severity=_ERROR,
            every=_EVERY_MINUTE,
            window="PT15M",
        ),
        "slow": QueryRule(
            title=f"One request in twenty takes more than {alerts.slow_milliseconds} ms",
            query=queries.p95_now(minimum_requests=alerts.minimum_requests),
            measure="p95_ms",
            operator="GreaterThan",
            threshold=alerts.slow_milliseconds,
            severity=_WARNING,
            every="PT5M",
            window="PT5M",
        ),
        "no_traffic": QueryRule(
            title=f"The gateway has logged no request for {alerts.quiet_minutes} minutes",
            query=queries.traffic_now(),
            measure="lines",
            operator="LessThan",
            threshold=1,
            severity=_ERROR,
            every="PT15M",
            window=_duration(alerts.quiet_minutes),
        ),
        "certificates": QueryRule(
            title="A certificate is not renewed, or Dapr refuses one that has expired",
            query=queries.CERTIFICATE_TROUBLE,
            operator="GreaterThan",
            threshold=0,
            severity=_ERROR,
            every="PT1H",
            window="PT2H",
        ),
        "daily_cap": QueryRule(
            title="The daily volume of logs is used up: alerts on logs are blind until tomorrow",
            query=queries.DAILY_CAP_REACHED,
            operator="GreaterThan",
            threshold=0,
            severity=_ERROR,
            every="PT15M",
            window="PT15M",
        ),
    }


def _duration(minutes: int) -> str:
    """Return an ISO 8601 duration as the service writes it: whole hours as hours."""
    return f"PT{minutes // 60}H" if minutes % 60 == 0 else f"PT{minutes}M"
