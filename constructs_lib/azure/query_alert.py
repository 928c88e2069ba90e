"""An alert on a log query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.monitor_scheduled_query_rules_alert_v2 import (
    MonitorScheduledQueryRulesAlertV2,
    MonitorScheduledQueryRulesAlertV2Action,
    MonitorScheduledQueryRulesAlertV2Criteria,
    MonitorScheduledQueryRulesAlertV2CriteriaDimension,
    MonitorScheduledQueryRulesAlertV2CriteriaFailingPeriods,
)
from constructs import Construct

from constructs_lib.azure.placement import Placement
from constructs_lib.azure.severity import Severity

QueryOperator = Literal["Equal", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"]


@dataclass(frozen=True, kw_only=True)
class QueryRule:
    """When an alert fires: the largest `measure` of the query's rows compared with `threshold`.

    Source: MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/alerts/alerts-create-log-alert-rule.md
    and alerts-types.md.

    Attributes:
        title: The alert's display name and description.
        query: KQL. One that runs every minute may hold no `union`, `search`, `take` or `ingestion_time()`.
        operator: How the value is compared with `threshold`.
        threshold: The value, in the unit of `measure`, or a number of rows.
        severity: How bad it is when the alert fires.
        every: How often the query runs, as an ISO 8601 duration; PT1M is the most often and costs most.
        window: How far back each run looks, as an ISO 8601 duration.
        measure: The column whose largest value counts. Default: the number of rows.
        split_by: Columns whose values are evaluated, and billed, separately. Default: none.
    """

    title: str
    query: str
    operator: QueryOperator
    threshold: float
    severity: Severity
    every: str
    window: str
    measure: str | None = None
    split_by: Sequence[str] = ()


class QueryAlert(Construct):
    """An alert on the result of a log query, which runs on a schedule and resolves itself.

    Args:
        name: The alert's name in Azure.
        placement: Resource group, region and tags.
        workspace_id: ARM id of the Log Analytics workspace that is queried.
        rule: When the alert fires.
        action_group_id: ARM id of the action group that is notified.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The alert, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        placement: Placement,
        workspace_id: str,
        rule: QueryRule,
        action_group_id: str,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource: ITerraformDependable = MonitorScheduledQueryRulesAlertV2(
            self,
            "Default",
            name=name,
            resource_group_name=placement.resource_group,
            location=placement.location,
            display_name=rule.title,
            description=rule.title,
            scopes=[workspace_id],
            severity=int(rule.severity),
            evaluation_frequency=rule.every,
            window_duration=rule.window,
            auto_mitigation_enabled=True,
            # Tables and columns appear with the first line of a log: the rule comes before them.
            skip_query_validation=True,
            criteria=[
                MonitorScheduledQueryRulesAlertV2Criteria(
                    query=rule.query,
                    operator=rule.operator,
                    threshold=rule.threshold,
                    time_aggregation_method="Maximum" if rule.measure else "Count",
                    metric_measure_column=rule.measure,
                    dimension=[
                        MonitorScheduledQueryRulesAlertV2CriteriaDimension(
                            name=column, operator="Include", values=["*"]
                        )
                        for column in rule.split_by
                    ],
                    failing_periods=MonitorScheduledQueryRulesAlertV2CriteriaFailingPeriods(
                        minimum_failing_periods_to_trigger_alert=1, number_of_evaluation_periods=1
                    ),
                )
            ],
            action=MonitorScheduledQueryRulesAlertV2Action(action_groups=[action_group_id]),
            tags=placement.tags,
            depends_on=list(depends_on) or None,
        )
