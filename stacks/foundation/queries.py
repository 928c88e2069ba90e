"""What we ask the logs: the KQL that alerts, the workbook and the saved queries share.

Containers' output is in `ContainerLogV2` (columns TimeGenerated, PodNamespace, PodName, ContainerName,
LogMessage, LogSource). Source of tables and columns: learn.microsoft.com, "Azure Monitor Logs reference",
pages ContainerLogV2, KubePodInventory, KubeEvents. Whatever is one JSON object a line follows
docs/deployment/log-schema.md (time, severity, component, message, request_id, route,
method, status, duration_ms) or is an access log of the gateway (start_time, method, path, response_code,
duration in ms, upstream_host, route_name, authority, x_request_id).
"""

from typing import Final

#: How far back the alert on failed pods looks.
FAILED_WINDOW_MINUTES: Final = 15
# LogMessage is dynamic: the agent stores a line that is JSON as an object, any other as text.
_PARSED: Final = "| extend log = parse_json(tostring(LogMessage))"

ACCESS_LOGS: Final = f"""ContainerLogV2
| where ContainerName == "envoy"
{_PARSED}
| where isnotempty(log.response_code)
| extend status = toint(log.response_code), duration_ms = todouble(log.duration)"""

APPLICATION_LOGS: Final = f"""ContainerLogV2
{_PARSED}
| where isnotempty(log.severity)
| project TimeGenerated, severity = toupper(tostring(log.severity)),
    component = tostring(log.component), message = tostring(log.message),
    request_id = tostring(log.request_id), route = tostring(log.route), status = toint(log.status),
    duration_ms = todouble(log.duration_ms), pod = PodName"""

CONTAINER_LINES: Final = "ContainerLogV2"

ERRORS_BY_COMPONENT: Final = f"""{APPLICATION_LOGS}
| where severity in ("ERROR", "CRITICAL", "FATAL")
| summarize errors = count(), example = take_any(message) by component
| order by errors desc"""

LINES_BY_SEVERITY: Final = f"""{APPLICATION_LOGS}
| summarize lines = count() by severity, bin(TimeGenerated, 5m)
| order by TimeGenerated asc"""

SLOWEST_ROUTES: Final = f"""{APPLICATION_LOGS}
| where isnotnull(duration_ms) and isnotempty(route)
| summarize requests = count(), average = avg(duration_ms), p95 = percentile(duration_ms, 95),
    p99 = percentile(duration_ms, 99) by component, route
| order by p95 desc"""

RESPONSE_TIMES: Final = f"""{ACCESS_LOGS}
| summarize average = avg(duration_ms), p95 = percentile(duration_ms, 95),
    p99 = percentile(duration_ms, 99) by bin(TimeGenerated, 5m)
| order by TimeGenerated asc"""

ERROR_RATE: Final = f"""{ACCESS_LOGS}
| summarize requests = count(), errors = countif(status >= 500) by bin(TimeGenerated, 5m)
| extend error_percent = 100.0 * errors / requests
| project TimeGenerated, error_percent, requests, errors
| order by TimeGenerated asc"""

UNHEALTHY_PODS: Final = """KubePodInventory
| summarize arg_max(TimeGenerated, PodStatus, PodRestartCount, ContainerStatusReason) by Namespace, Name
| where PodStatus !in ("Running", "Succeeded") or PodRestartCount > 0
| order by PodRestartCount desc"""

WARNING_EVENTS: Final = """KubeEvents
| where KubeEventType == "Warning"
| summarize events = count(), last_seen = max(LastSeen) by Namespace, ObjectKind, Name, Reason, Message
| order by last_seen desc"""

# cert-manager's custom resources carry events of type Warning (cert-manager.io, "Troubleshooting"). Dapr says
# nothing before its root expires: docs.dapr.io still describes an hourly warning, but the code that wrote it
# was removed before 1.12 (github.com/dapr/dapr, commit c5857298af; absent from pkg/sentry in v1.16.0). What
# is left in the logs is Go's own error, once connections fail (golang/go, src/crypto/x509/verify.go);
# `ops health` warns thirty days before.
CERTIFICATE_TROUBLE: Final = """union
    (KubeEvents
    | where KubeEventType == "Warning"
    | where ObjectKind in ("Certificate", "CertificateRequest", "Order", "Challenge", "ClusterIssuer")
    | project what = strcat(ObjectKind, " ", Name, ": ", Message)),
    (ContainerLogV2
    | where PodNamespace == "dapr-system" or ContainerName == "daprd"
    | where tostring(LogMessage) has "x509: certificate has expired"
    | project what = tostring(LogMessage))"""

# Source: MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/logs/daily-cap.md, "Alert when daily cap is
# reached", which gives this query.
DAILY_CAP_REACHED: Final = """_LogOperation
| where Category =~ "Ingestion"
| where Detail contains "OverQuota\""""


def one_request(request_id: str = "paste the x-request-id here") -> str:
    """Return the query that follows one request from the gateway through every component."""
    return f"""ContainerLogV2
{_PARSED}
| where tostring(log.request_id) == "{request_id}" or tostring(log.x_request_id) == "{request_id}"
| project TimeGenerated, ContainerName, PodName, log
| order by TimeGenerated asc"""


def error_percent_now(*, minimum_requests: int) -> str:
    """Return the share of failed requests (HTTP 500 and above), once there are enough to speak of a share.

    Measured at the gateway, because a backend that is down logs nothing.
    """
    return f"""{ACCESS_LOGS}
| summarize requests = count(), errors = countif(status >= 500)
| where requests >= {minimum_requests}
| extend error_percent = 100.0 * errors / requests"""


def p95_now(*, minimum_requests: int) -> str:
    """Return the 95th percentile of the response time in ms, once there are enough requests."""
    return f"""{ACCESS_LOGS}
| summarize requests = count(), p95_ms = percentile(duration_ms, 95)
| where requests >= {minimum_requests}"""


def restarts_now() -> str:
    """Return how often each pod's containers have restarted within the window that the alert looks at.

    Pods that have not restarted are left out: a rule that is split by columns is billed by the series that
    its query returns (MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/alerts/alerts-types.md).
    """
    return """KubePodInventory
| summarize restarts = max(PodRestartCount) - min(PodRestartCount) by Name, Namespace
| where restarts > 0"""


def failed_now() -> str:
    """Return the pods that have failed within the window that the alert looks at.

    A pod that failed before is left out, though its object is kept: an evicted one, or an attempt of a
    migration, which stays until the next release. The pod was well within the window, or was created less
    than a quarter of an hour before it was first seen there.
    """
    return f"""KubePodInventory
| summarize failures = countif(PodStatus == "Failed"), well = countif(PodStatus != "Failed"),
    created = max(PodCreationTimeStamp), first_seen = min(TimeGenerated)
    by Namespace, Name
| where failures > 0
| where well > 0 or created > first_seen - {FAILED_WINDOW_MINUTES}m"""


def traffic_now() -> str:
    """Return one row with the number of access-log lines: zero when the gateway says nothing at all."""
    return f"""{ACCESS_LOGS}
| summarize lines = count()"""
