"""The workbook: one page on how the application is doing."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from cdktf import Fn
from cdktf_cdktf_provider_azurerm.application_insights_workbook import ApplicationInsightsWorkbook
from constructs import Construct

from constructs_lib.azure import queries

_WORKSPACE: Final = "microsoft.operationalinsights/workspaces"
_CLUSTER: Final = "microsoft.containerservice/managedclusters"
_HOUR_IN_MS: Final = 3_600_000

# Item types of a workbook. Source: github.com/microsoft/Application-Insights-Workbooks, schema/workbook.json.
_TEXT: Final = 1
_QUERY: Final = 3
_PARAMETERS: Final = 9
_METRICS: Final = 10

_LOG_SEARCH: Final = f"""{queries.APPLICATION_LOGS}
| where "{{severity}}" == "*" or severity == "{{severity}}"
| where "{{component}}" == "*" or component == "{{component}}"
| order by time desc
| take 500"""


class Workbook(Construct):
    """Health, error rate, response times, resources, and a log search by time, component and severity."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        title: str,
        resource_group: str,
        location: str,
        workspace_id: str,
        cluster_id: str,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        content = {
            "version": "Notebook/1.0",
            "items": _items(cluster_id),
            "fallbackResourceIds": [workspace_id],
            "$schema": "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json",
        }
        ApplicationInsightsWorkbook(
            self,
            "Default",
            # Azure wants a UUID here: the same title gives the same one.
            name=str(uuid5(NAMESPACE_URL, f"workbook/{title}")),
            display_name=title,
            resource_group_name=resource_group,
            location=location,
            # Azure answers in lower case, and any other case would be a change in every plan.
            source_id=Fn.lower(workspace_id),
            data_json=json.dumps(content),
            tags=tags,
        )


def _items(cluster_id: str) -> list[dict[str, Any]]:
    return [
        _parameters(),
        _text("overview", "## Health"),
        _query("pods", "Pods that are not well", queries.UNHEALTHY_PODS, show="table"),
        _query("events", "Warnings of the cluster", queries.WARNING_EVENTS, show="table"),
        _text("traffic", "## Traffic, as the gateway sees it"),
        _query("error-rate", "Failed requests, percent", queries.ERROR_RATE, show="linechart"),
        _query("times", "Response time, ms: average, p95, p99", queries.RESPONSE_TIMES, show="linechart"),
        _query("routes", "Slowest routes", queries.SLOWEST_ROUTES, show="table"),
        _text("resources", "## Resources"),
        _metrics("cpu", "Nodes: CPU, percent", "node_cpu_usage_percentage", cluster_id),
        _metrics("memory", "Nodes: memory, percent", "node_memory_working_set_percentage", cluster_id),
        _metrics("disk", "Nodes: disk, percent", "node_disk_usage_percentage", cluster_id),
        _text("logs", "## Logs"),
        _query("errors", "Errors by component", queries.ERRORS_BY_COMPONENT, show="table"),
        _query("severities", "Lines by severity", queries.LINES_BY_SEVERITY, show="barchart"),
        _query("search", "Log search: time, component and severity above", _LOG_SEARCH, show="table"),
    ]


def _text(name: str, markdown: str) -> dict[str, Any]:
    return {"type": _TEXT, "name": name, "content": {"json": markdown}}


def _query(name: str, title: str, query: str, *, show: str) -> dict[str, Any]:
    return {
        "type": _QUERY,
        "name": name,
        "content": {
            "version": "KqlItem/1.0",
            "title": title,
            "query": query,
            "size": 0,
            "timeContextFromParameter": "time",
            "queryType": 0,
            "resourceType": _WORKSPACE,
            "visualization": show,
        },
    }


def _metrics(name: str, title: str, metric: str, cluster_id: str) -> dict[str, Any]:
    """Return a chart of one of the cluster's metrics, a line for each node.

    A workbook wants `<namespace>-<category>-<metric>`. No document says so: workbooks that others publish
    have these ids for CPU and memory. The one of the disk, a metric of the same category, is formed like them
    and unverified.
    """
    return {
        "type": _METRICS,
        "name": name,
        "customWidth": "33",
        "content": {
            "version": "MetricsItem/2.0",
            "title": title,
            "size": 0,
            "chartType": 2,
            "resourceType": _CLUSTER,
            "metricScope": 0,
            "resourceIds": [cluster_id],
            "timeContextFromParameter": "time",
            "metrics": [
                {
                    "namespace": _CLUSTER,
                    "metric": f"{_CLUSTER}-Nodes (PREVIEW)-{metric}",
                    "aggregation": 4,
                    "splitBy": "node",
                }
            ],
        },
    }


def _parameters() -> dict[str, Any]:
    hours = [1, 4, 24, 72, 168]
    return {
        "type": _PARAMETERS,
        "name": "parameters",
        "content": {
            "version": "KqlParameterItem/1.0",
            "style": "pills",
            "queryType": 0,
            "resourceType": _WORKSPACE,
            "parameters": [
                {
                    "name": "time",
                    "label": "Time",
                    "type": 4,
                    "isRequired": True,
                    "version": "KqlParameterItem/1.0",
                    "value": {"durationMs": _HOUR_IN_MS},
                    "typeSettings": {"selectableValues": [{"durationMs": h * _HOUR_IN_MS} for h in hours]},
                },
                _choice("component", "Component", f"{queries.APPLICATION_LOGS}\n| distinct component"),
                _choice("severity", "Severity", f"{queries.APPLICATION_LOGS}\n| distinct severity"),
            ],
        },
    }


def _choice(name: str, label: str, query: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": 2,
        "version": "KqlParameterItem/1.0",
        "query": f'{query}\n| union (print {name} = "*")\n| order by {name} asc',
        "value": "*",
        "timeContextFromParameter": "time",
        "queryType": 0,
        "resourceType": _WORKSPACE,
    }
