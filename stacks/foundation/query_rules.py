"""The alert rules on the logs, and the saved queries of the workspace."""

from typing import Final

from constructs_lib.azure.query_alert import QueryRule
from constructs_lib.azure.severity import Severity
from contract.names import ONE_REQUEST_QUERY
from environments.monitoring import Alerts
from stacks.foundation import queries
from stacks.foundation.metric_rules import FAILED_PODS

_EVERY_MINUTE: Final = "PT1M"
QUERIES_CATEGORY: Final = "Todo application"
SAVED_QUERIES: Final = {
    "errors_by_component": ("Errors by component", queries.ERRORS_BY_COMPONENT),
    "lines_by_severity": ("Lines by severity over time", queries.LINES_BY_SEVERITY),
    "application_logs": ("Application logs as columns", queries.APPLICATION_LOGS),
    "one_request": (ONE_REQUEST_QUERY, queries.one_request()),
    "error_rate": ("Failed requests at the gateway, percent", queries.ERROR_RATE),
    "response_times": ("Response times at the gateway", queries.RESPONSE_TIMES),
    "slowest_routes": ("Slowest routes of the application", queries.SLOWEST_ROUTES),
    "unhealthy_pods": ("Pods that are not well", queries.UNHEALTHY_PODS),
    "warning_events": ("Warnings of the cluster", queries.WARNING_EVENTS),
}


def query_rules(alerts: Alerts) -> dict[str, QueryRule]:
    """Return the alert rules on logs. What must alert within five minutes is evaluated every minute."""
    return {
        "error_rate": QueryRule(
            title=f"More than {alerts.error_percent}% of the requests fail",
            query=queries.error_percent_now(minimum_requests=alerts.minimum_requests),
            measure="error_percent",
            operator="GreaterThan",
            threshold=alerts.error_percent,
            severity=Severity.CRITICAL,
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
            severity=Severity.ERROR,
            every=_EVERY_MINUTE,
            window="PT15M",
        ),
        FAILED_PODS: QueryRule(
            title=f"A pod has failed within {queries.FAILED_WINDOW_MINUTES} minutes",
            query=queries.failed_now(),
            operator="GreaterThan",
            threshold=0,
            severity=Severity.ERROR,
            every="PT5M",
            window=_duration(queries.FAILED_WINDOW_MINUTES),
        ),
        "slow": QueryRule(
            title=f"One request in twenty takes more than {alerts.slow_milliseconds} ms",
            query=queries.p95_now(minimum_requests=alerts.minimum_requests),
            measure="p95_ms",
            operator="GreaterThan",
            threshold=alerts.slow_milliseconds,
            severity=Severity.WARNING,
            every="PT5M",
            window="PT5M",
        ),
        "no_traffic": QueryRule(
            title=f"The gateway has logged no request for {alerts.quiet_minutes} minutes",
            query=queries.traffic_now(),
            measure="lines",
            operator="LessThan",
            threshold=1,
            severity=Severity.ERROR,
            every="PT15M",
            window=_duration(alerts.quiet_minutes),
        ),
        "certificates": QueryRule(
            title="A certificate is not renewed, or Dapr refuses one that has expired",
            query=queries.CERTIFICATE_TROUBLE,
            operator="GreaterThan",
            threshold=0,
            severity=Severity.ERROR,
            every="PT1H",
            window="PT2H",
        ),
        "daily_cap": QueryRule(
            title="The daily volume of logs is used up: alerts on logs are blind until tomorrow",
            query=queries.DAILY_CAP_REACHED,
            operator="GreaterThan",
            threshold=0,
            severity=Severity.ERROR,
            every="PT15M",
            window="PT15M",
        ),
    }


def _duration(minutes: int) -> str:
    """Return an ISO 8601 duration as the service writes it: whole hours as hours."""
    return f"PT{minutes // 60}H" if minutes % 60 == 0 else f"PT{minutes}M"
