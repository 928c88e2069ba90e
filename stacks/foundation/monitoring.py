"""What is watched, who hears of it, and where people look."""

from collections.abc import Mapping

from constructs import Construct

from constructs_lib.azure.action_group import ActionGroup
from constructs_lib.azure.budget import Budget
from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.container_insights import ContainerInsights
from constructs_lib.azure.log_analytics import LogWorkspace
from constructs_lib.azure.metric_alert import MetricAlert, MetricRule
from constructs_lib.azure.query_alert import QueryAlert, QueryRule
from constructs_lib.azure.workbook import Workbook
from contract import names
from environments.monitoring import Alerts, Budgets
from stacks.foundation.metric_rules import CLUSTER_METRICS, cluster_rules
from stacks.foundation.place import Place
from stacks.foundation.query_rules import QUERIES_CATEGORY, SAVED_QUERIES, query_rules
from stacks.foundation.workbook import workbook_items


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
            placement=place.placement,
            emails=alerts.emails,
            webhooks={webhook.name: webhook.url for webhook in alerts.webhooks},
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
            placement=self._place.placement,
        )
        for rule_id, rule in query_rules(self._alerts).items():
            self._watch_query(rule_id, rule)
        for query_id, (title, query) in SAVED_QUERIES.items():
            self._logs.save_query(query_id, title=title, category=QUERIES_CATEGORY, query=query)
        Workbook(
            self,
            "workbook",
            title=f"{self._name}: how the application is doing",
            workspace_id=self._logs.id,
            items=workbook_items(cluster_id=self._cluster.id),
            placement=self._place.placement,
        )

    def watch_metrics(self, rules: Mapping[str, MetricRule], *, resource_id: str, namespace: str) -> None:
        """Add an alert for each rule, by its id, on the metrics of one resource."""
        for id_, rule in rules.items():
            MetricAlert(
                self,
                id_,
                name=f"{self._name}-{id_.replace('_', '-')}",
                placement=self._place.placement,
                resource_id=resource_id,
                namespace=namespace,
                rule=rule,
                action_group_id=self.action_group_id,
            )

    def watch_spending(self, budgets: Budgets) -> None:
        """Add the budgets; they belong to the whole subscription."""
        for amount in budgets.amounts:
            Budget(
                self,
                f"budget_{amount}",
                name=names.budget(amount, cluster=self._name),
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
            placement=self._place.placement,
        )
