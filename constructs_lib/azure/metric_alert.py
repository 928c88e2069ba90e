"""An alert on a platform metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.monitor_metric_alert import (
    MonitorMetricAlert,
    MonitorMetricAlertAction,
    MonitorMetricAlertCriteria,
    MonitorMetricAlertCriteriaDimension,
)
from constructs import Construct

from constructs_lib.azure.placement import Placement
from constructs_lib.azure.severity import Severity

MetricOperator = Literal["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"]
MetricAggregation = Literal["Average", "Count", "Minimum", "Maximum", "Total"]
MetricWindow = Literal["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"]


@dataclass(frozen=True, kw_only=True)
class MetricRule:
    """When an alert fires: `aggregation` of `metric` over `window` compared with `threshold`.

    Attributes:
        title: The alert's description.
        metric: The metric's name.
        operator: How the aggregated value is compared with `threshold`.
        threshold: The value, in the metric's unit.
        severity: How bad it is when the alert fires.
        aggregation: How the values of `window` become one. Default: Average.
        window: How far back each evaluation looks, as an ISO 8601 duration. Default: 5 minutes.
        dimensions: Values that each dimension is restricted to; `["*"]` evaluates each value separately.
            Default: no restriction.
    """

    title: str
    metric: str
    operator: MetricOperator
    threshold: float
    severity: Severity
    aggregation: MetricAggregation = "Average"
    window: MetricWindow = "PT5M"
    dimensions: Mapping[str, Sequence[str]] = field(default_factory=dict)


class MetricAlert(Construct):
    """An alert that evaluates one resource's metric every minute and resolves itself.

    Args:
        name: The alert's name in Azure.
        placement: Resource group and tags. The alert is global: the location is not used.
        resource_id: ARM id of the resource that has the metric.
        namespace: The metric's namespace, which is the resource's type.
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
        resource_id: str,
        namespace: str,
        rule: MetricRule,
        action_group_id: str,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource: ITerraformDependable = MonitorMetricAlert(
            self,
            "Default",
            name=name,
            resource_group_name=placement.resource_group,
            scopes=[resource_id],
            description=rule.title,
            severity=int(rule.severity),
            frequency="PT1M",
            window_size=rule.window,
            auto_mitigate=True,
            criteria=[
                MonitorMetricAlertCriteria(
                    metric_namespace=namespace,
                    metric_name=rule.metric,
                    aggregation=rule.aggregation,
                    operator=rule.operator,
                    threshold=rule.threshold,
                    dimension=[
                        MonitorMetricAlertCriteriaDimension(
                            name=name, operator="Include", values=list(values)
                        )
                        for name, values in rule.dimensions.items()
                    ],
                )
            ],
            action=[MonitorMetricAlertAction(action_group_id=action_group_id)],
            tags=placement.tags,
            depends_on=list(depends_on) or None,
        )
