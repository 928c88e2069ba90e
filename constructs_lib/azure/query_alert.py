"""An alert on what a log query finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.monitor_scheduled_query_rules_alert_v2 import (
    MonitorScheduledQueryRulesAlertV2,
    MonitorScheduledQueryRulesAlertV2Action,
    MonitorScheduledQueryRulesAlertV2Criteria,
    MonitorScheduledQueryRulesAlertV2CriteriaDimension,
    MonitorScheduledQueryRulesAlertV2CriteriaFailingPeriods,
)
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class QueryRule:
    """When an alert fires: the largest `measure` of the query's rows compared with `threshold`.

    Without `measure`, the number of rows is compared. `every` and `window` are ISO 8601 durations; every
    minute is the most often that the service offers, and the dearest; a query may then hold no `union`,
    `search`, `take` or `ingestion_time()`. `split_by` judges each value of these columns on its own, and each
    is billed. `severity` runs from 0 (critical) to 4 (verbose).

    Source: MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/alerts/alerts-create-log-alert-rule.md
    and alerts-types.md.
    """

    title: str
    query: str
    operator: str
    threshold: float
    severity: int
    every: str
    window: str
    measure: str | None = None
    split_by: Sequence[str] = ()


class QueryAlert(Construct):
    """Runs a query over a workspace again and again, tells the action group, and again when it is well."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        location: str,
        workspace_id: str,
        rule: QueryRule,
        action_group_id: str,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        MonitorScheduledQueryRulesAlertV2(
            self,
            "Default",
            name=name,
            resource_group_name=resource_group,
            location=location,
            display_name=rule.title,
            description=rule.title,
            scopes=[workspace_id],
            severity=rule.severity,
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
            tags=tags,
        )
