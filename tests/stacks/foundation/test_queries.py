"""The queries of alerts and workbook, run on rows: the numbers that an alert compares are right."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from stacks.foundation import queries
from tests.support.log_analytics import LogWorkspace

NOON = datetime(2026, 1, 5, 12, 2, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


def pod(name: str, restarts: int, *, status: str = "Running", at: datetime = NOON) -> dict[str, Any]:
    return {
        "TimeGenerated": at,
        "Namespace": "todo",
        "Name": name,
        "PodStatus": status,
        "PodRestartCount": restarts,
        "ContainerStatusReason": "",
    }


def event(kind: str, reason: str, *, type_: str = "Warning", at: datetime = NOON) -> dict[str, Any]:
    return {
        "TimeGenerated": at,
        "KubeEventType": type_,
        "ObjectKind": kind,
        "Namespace": "todo",
        "Name": "todo",
        "Reason": reason,
        "Message": f"{reason} happened",
        "LastSeen": at,
    }


def access(status: int, duration: float, *, at: datetime = NOON) -> dict[str, Any]:
    line = {"response_code": status, "duration": duration, "x_request_id": f"request-{status}"}
    return {"TimeGenerated": at, "ContainerName": "envoy", "PodName": "envoy-1", "LogMessage": line}


@pytest.fixture
def workspace() -> LogWorkspace:
    return LogWorkspace()


class TestErrorRate:
    def test_counts_500_and_above_only(self, workspace: LogWorkspace) -> None:
        workspace.insert("ContainerLogV2", [access(status, 10) for status in (200, 404, 499, 500, 503)])
        assert workspace.rows(queries.error_percent_now(minimum_requests=5)) == [
            {"requests": 5, "errors": 2, "error_percent": 40.0}
        ]

    def test_is_silent_below_the_minimum_of_requests(self, workspace: LogWorkspace) -> None:
        workspace.insert("ContainerLogV2", [access(500, 10) for _ in range(4)])
        assert workspace.rows(queries.error_percent_now(minimum_requests=5)) == []

    def test_a_line_that_is_not_json_and_another_containers_are_no_requests(
        self, workspace: LogWorkspace
    ) -> None:
        lines = ["[info] starting", '{"response_code": 500, "duration": 1}']
        workspace.insert_lines(lines, container="envoy", pod="envoy-1", at=NOON)
        workspace.insert_lines(lines[1:], container="todo-backend", pod="backend-1", at=NOON)
        assert workspace.rows(queries.traffic_now()) == [{"lines": 1}]

    def test_is_given_for_each_five_minutes(self, workspace: LogWorkspace) -> None:
        rows = [access(500, 1), access(200, 1), access(200, 1, at=LATER)]
        workspace.insert("ContainerLogV2", rows)
        assert [row["error_percent"] for row in workspace.rows(queries.ERROR_RATE)] == [50.0, 0.0]


class TestResponseTime:
    def test_is_the_95th_percentile(self, workspace: LogWorkspace) -> None:
        workspace.insert("ContainerLogV2", [access(200, float(ms)) for ms in range(1, 101)])
        [row] = workspace.rows(queries.p95_now(minimum_requests=100))
        assert row["requests"] == 100
        assert row["p95_ms"] == pytest.approx(95, abs=1)

    def test_routes_are_ordered_by_the_slowest(self, workspace: LogWorkspace) -> None:
        lines = [
            f'{{"severity": "INFO", "component": "todo-backend", "route": "{route}", "duration_ms": {ms}}}'
            for route, ms in (("/fast", 1), ("/slow", 900), ("/fast", 3))
        ]
        workspace.insert_lines(lines, container="todo-backend", pod="backend-1", at=NOON)
        rows = workspace.rows(queries.SLOWEST_ROUTES)
        assert [(row["route"], row["requests"], row["average"]) for row in rows] == [
            ("/slow", 1, 900.0),
            ("/fast", 2, 2.0),
        ]


class TestTraffic:
    def test_is_one_row_with_zero_when_nothing_was_logged(self, workspace: LogWorkspace) -> None:
        assert workspace.rows(queries.traffic_now()) == [{"lines": 0}]


class TestRestarts:
    def test_are_those_within_the_window(self, workspace: LogWorkspace) -> None:
        rows = [pod("old", 7), pod("old", 7, at=LATER), pod("new", 2), pod("new", 5, at=LATER)]
        workspace.insert("KubePodInventory", rows)
        assert workspace.rows(queries.restarts_now()) == [{"Name": "new", "Namespace": "todo", "restarts": 3}]

    def test_the_workbook_shows_each_unhealthy_pod_as_it_is_now(self, workspace: LogWorkspace) -> None:
        workspace.insert(
            "KubePodInventory",
            [
                pod("recovered", 0, status="Pending"),
                pod("recovered", 0, at=LATER),
                pod("pending", 0, status="Pending"),
                pod("finished", 0, status="Succeeded"),
                pod("restarted", 4),
            ],
        )
        rows = workspace.rows(queries.UNHEALTHY_PODS)
        assert [(row["Name"], row["PodStatus"]) for row in rows] == [
            ("restarted", "Running"),
            ("pending", "Pending"),
        ]


class TestFailedPods:
    def test_a_failed_migration_that_is_kept_is_no_new_failure(self, workspace: LogWorkspace) -> None:
        kept = pod("migration-1", 0, status="Failed") | {"PodCreationTimeStamp": NOON - timedelta(hours=1)}
        workspace.insert("KubePodInventory", [kept, kept | {"TimeGenerated": LATER}])
        assert workspace.rows(queries.failed_now()) == []

    @pytest.mark.parametrize("before", ["Running", "Pending"])
    def test_a_pod_that_fails_within_the_window_is_found(self, workspace: LogWorkspace, before: str) -> None:
        old = {"PodCreationTimeStamp": NOON - timedelta(days=3)}
        rows = [pod("evicted", 0, status=before) | old, pod("evicted", 0, status="Failed", at=LATER) | old]
        workspace.insert("KubePodInventory", [*rows, pod("well", 0) | old])
        assert [row["Name"] for row in workspace.rows(queries.failed_now())] == ["evicted"]

    def test_a_pod_that_failed_before_it_was_first_seen_is_found(self, workspace: LogWorkspace) -> None:
        young = pod("migration-2", 0, status="Failed") | {"PodCreationTimeStamp": NOON - timedelta(minutes=1)}
        workspace.insert("KubePodInventory", [young])
        assert [row["Name"] for row in workspace.rows(queries.failed_now())] == ["migration-2"]


class TestEvents:
    def test_warnings_are_counted_with_the_last_time(self, workspace: LogWorkspace) -> None:
        workspace.insert(
            "KubeEvents",
            [
                event("Pod", "BackOff"),
                event("Pod", "BackOff", at=LATER),
                event("Pod", "Scheduled", type_="Normal"),
            ],
        )
        [row] = workspace.rows(queries.WARNING_EVENTS)
        assert (row["Reason"], row["events"], row["last_seen"]) == ("BackOff", 2, LATER)

    def test_trouble_with_certificates_is_of_cert_manager_or_of_dapr(self, workspace: LogWorkspace) -> None:
        workspace.insert("KubeEvents", [event("Certificate", "IssuerNotFound"), event("Pod", "BackOff")])
        expired = "x509: certificate has expired or is not yet valid"
        workspace.insert_lines([expired, "started"], container="daprd", pod="backend-1", at=NOON)
        workspace.insert_lines([expired], container="todo-backend", pod="backend-1", at=NOON)
        assert sorted(row["what"] for row in workspace.rows(queries.CERTIFICATE_TROUBLE)) == [
            "Certificate todo: IssuerNotFound happened",
            expired,
        ]


def test_the_daily_cap_is_found_in_the_operations(workspace: LogWorkspace) -> None:
    rows = [
        {"Category": "Ingestion", "Detail": "OverQuota: the daily cap is reached", "TimeGenerated": NOON},
        {"Category": "Ingestion", "Detail": "Data was delayed", "TimeGenerated": NOON},
    ]
    workspace.insert("_LogOperation", rows)
    assert [row["Detail"] for row in workspace.rows(queries.DAILY_CAP_REACHED)] == [rows[0]["Detail"]]


def test_one_request_is_followed_from_the_gateway_through_a_component(workspace: LogWorkspace) -> None:
    workspace.insert("ContainerLogV2", [access(503, 10)])
    lines = ['{"severity": "ERROR", "request_id": "request-503"}', '{"request_id": "another"}']
    workspace.insert_lines(lines, container="todo-backend", pod="backend-1", at=LATER)
    rows = workspace.rows(queries.one_request("request-503"))
    assert [row["ContainerName"] for row in rows] == ["envoy", "todo-backend"]


def test_errors_and_severities_are_counted_by_component(workspace: LogWorkspace) -> None:
    lines = [
        '{"severity": "ERROR", "component": "todo-backend", "message": "check failed"}',
        '{"severity": "error", "component": "todo-backend", "message": "check failed"}',
        '{"severity": "INFO", "component": "todo-frontend", "message": "request"}',
    ]
    workspace.insert_lines(lines, container="todo-backend", pod="backend-1", at=NOON)
    assert workspace.rows(queries.ERRORS_BY_COMPONENT) == [
        {"component": "todo-backend", "errors": 2, "example": "check failed"}
    ]
    counted = {row["severity"]: row["lines"] for row in workspace.rows(queries.LINES_BY_SEVERITY)}
    assert counted == {"ERROR": 2, "INFO": 1}
