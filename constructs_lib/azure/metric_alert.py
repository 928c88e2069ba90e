"""An alert on a platform metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cdktf_cdktf_provider_azurerm.monitor_metric_alert import (
    MonitorMetricAlert,
    MonitorMetricAlertAction,
    MonitorMetricAlertCriteria,
    MonitorMetricAlertCriteriaDimension,
)
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class MetricRule:
    """When an alert fires: `aggregation` of `metric` over `window` compared with `threshold`.

    `dimensions` restricts the metric to these values of a dimension; `["*"]` judges each value on its own.
    `severity` runs from 0 (critical) to 4 (verbose). The service judges every minute.
    """

    title: str
    metric: str
    operator: str
    threshold: float
    severity: int
    aggregation: str = "Average"
    window: str = "PT5M"
    dimensions: Mapping[str, Sequence[str]] = field(default_factory=dict)


class MetricAlert(Construct):
    """Judges one resource's metric every minute, tells the action group, and again when it is well."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        resource_id: str,
        namespace: str,
        rule: MetricRule,
        action_group_id: str,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        MonitorMetricAlert(
            self,
            "Default",
            name=name,
            resource_group_name=resource_group,
            scopes=[resource_id],
            description=rule.title,
            severity=rule.severity,
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
            tags=tags,
        )
