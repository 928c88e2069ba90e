"""The monitoring of an environment: alerts, who receives them, workbook and saved queries."""

from collections.abc import Mapping

from constructs import Construct

from constructs_lib.azure.action_group import ActionGroup
from constructs_lib.azure.budget import Budget
from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.container_insights import ContainerInsights
from constructs_lib.azure.metric_alert import MetricAlert, MetricRule
from constructs_lib.azure.query_alert import QueryAlert
from constructs_lib.azure.workbook import Workbook
from contract import names
from environments.monitoring import Alerts, Budgets
from stacks.foundation.database import FoundationDatabase
from stacks.foundation.logs import FoundationLogs
from stacks.foundation.metric_rules import CLUSTER_METRICS, DATABASE_METRICS, cluster_rules, database_rules
from stacks.foundation.query_rules import QUERIES_CATEGORY, SAVED_QUERIES, query_rules
from stacks.foundation.resource_group import FoundationGroup
from stacks.foundation.workbook import workbook_items


class Monitoring(Construct):
    """Collection, alerts, budgets, workbook and saved queries of one environment.

    Args:
        alerts: Receivers and thresholds of the alerts.
        budgets: The budgets of the subscription. Default: none.
        cluster: The cluster that is watched.
        logs: The workspace. Alerts and queries on logs exist where it collects something.
        at: Where everything is placed.

    Attributes:
        action_group_id: ARM id of the action group that receives every alert.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        alerts: Alerts,
        budgets: Budgets | None,
        cluster: Cluster,
        logs: FoundationLogs,
        at: FoundationGroup,
    ) -> None:
        super().__init__(scope, id_)
        self._prefix = at.prefix
        self._placement = at.placement
        self.action_group_id: str = _people(self, alerts, at=at).id
        rules = cluster_rules(alerts, logs=logs.collects)
        self._watch_metrics(rules, resource_id=cluster.id, namespace=CLUSTER_METRICS)
        if logs.collects:
            self._watch_logs(alerts, cluster=cluster, logs=logs)
        if budgets is not None:
            self._watch_spending(budgets, subscription_id=at.subscription_arm_id)

    def watch_database(self, database: FoundationDatabase) -> None:
        """Add alerts on the metrics of the database."""
        rules = database_rules(burstable=database.burstable, connections=database.connections)
        self._watch_metrics(rules, resource_id=database.id, namespace=DATABASE_METRICS)

    def _watch_metrics(self, rules: Mapping[str, MetricRule], *, resource_id: str, namespace: str) -> None:
        """Add an alert for each rule, by its id, on the metrics of one resource."""
        for id_, rule in rules.items():
            MetricAlert(
                self,
                id_,
                name=self._alert_name(id_),
                placement=self._placement,
                resource_id=resource_id,
                namespace=namespace,
                rule=rule,
                action_group_id=self.action_group_id,
            )

    def _watch_logs(self, alerts: Alerts, *, cluster: Cluster, logs: FoundationLogs) -> None:
        """Collect the containers' logs, and add what reads them: alerts, saved queries, the workbook."""
        ContainerInsights(
            self,
            "collection",
            cluster_name=self._prefix,
            cluster_id=cluster.id,
            workspace_id=logs.id,
            placement=self._placement,
        )
        for rule_id, rule in query_rules(alerts).items():
            QueryAlert(
                self,
                rule_id,
                name=self._alert_name(rule_id),
                workspace_id=logs.id,
                rule=rule,
                action_group_id=self.action_group_id,
                placement=self._placement,
            )
        for query_id, (title, query) in SAVED_QUERIES.items():
            logs.save_query(query_id, title=title, category=QUERIES_CATEGORY, query=query)
        Workbook(
            self,
            "workbook",
            title=f"{self._prefix}: how the application is doing",
            workspace_id=logs.id,
            items=workbook_items(cluster_id=cluster.id),
            placement=self._placement,
        )

    def _watch_spending(self, budgets: Budgets, *, subscription_id: str) -> None:
        """Add the budgets; they belong to the whole subscription."""
        for amount in budgets.amounts:
            Budget(
                self,
                f"budget_{amount}",
                name=names.budget(amount, cluster=self._prefix),
                subscription_id=subscription_id,
                amount=amount,
                start_month=budgets.start_month,
                emails=budgets.emails,
                action_group_id=self.action_group_id,
            )

    def _alert_name(self, id_: str) -> str:
        return f"{self._prefix}-{id_.replace('_', '-')}"


def _people(scope: Construct, alerts: Alerts, *, at: FoundationGroup) -> ActionGroup:
    return ActionGroup(
        scope,
        "people",
        name=f"{at.prefix}-people",
        short_name=alerts.short_name,
        placement=at.placement,
        emails=alerts.emails,
        webhooks={webhook.name: webhook.url for webhook in alerts.webhooks},
    )
