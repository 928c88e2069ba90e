"""The items of the workbook: health, error rate, response times, resources, and a log search."""

from collections.abc import Sequence
from typing import Final

from constructs_lib.azure.workbook import WorkbookItem, node_metric, parameters, query, text
from stacks.foundation import queries

_LOG_SEARCH: Final = f"""{queries.APPLICATION_LOGS}
| where "{{severity}}" == "*" or severity == "{{severity}}"
| where "{{component}}" == "*" or component == "{{component}}"
| order by TimeGenerated desc
| take 500"""


def workbook_items(*, cluster_id: str) -> Sequence[WorkbookItem]:
    """Return the items, from top to bottom; the parameters narrow what is below them."""
    choices = {
        "component": ("Component", f"{queries.APPLICATION_LOGS}\n| distinct component"),
        "severity": ("Severity", f"{queries.APPLICATION_LOGS}\n| distinct severity"),
    }
    metrics = {
        "cpu": ("Nodes: CPU, percent", "node_cpu_usage_percentage"),
        "memory": ("Nodes: memory, percent", "node_memory_working_set_percentage"),
        "disk": ("Nodes: disk, percent", "node_disk_usage_percentage"),
    }
    return [
        parameters(choices),
        text("overview", "## Health"),
        query("pods", "Pods that are not well", queries.UNHEALTHY_PODS, show="table"),
        query("events", "Warnings of the cluster", queries.WARNING_EVENTS, show="table"),
        text("traffic", "## Traffic, as the gateway sees it"),
        query("error-rate", "Failed requests, percent", queries.ERROR_RATE, show="linechart"),
        query("times", "Response time, ms: average, p95, p99", queries.RESPONSE_TIMES, show="linechart"),
        query("routes", "Slowest routes", queries.SLOWEST_ROUTES, show="table"),
        text("resources", "## Resources"),
        *(
            node_metric(name, title, metric, cluster_id=cluster_id)
            for name, (title, metric) in metrics.items()
        ),
        text("logs", "## Logs"),
        query("errors", "Errors by component", queries.ERRORS_BY_COMPONENT, show="table"),
        query("severities", "Lines by severity", queries.LINES_BY_SEVERITY, show="barchart"),
        query("search", "Log search: time, component and severity above", _LOG_SEARCH, show="table"),
    ]
