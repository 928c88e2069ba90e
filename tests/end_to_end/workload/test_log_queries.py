"""The queries of alerts and workbook on what the real Envoy, frontend and backend write."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from ops.clients.application.user import User, throw_away_account
from stacks.foundation import queries
from tests.components.envoy import Envoy, envoy
from tests.components.process import answers
from tests.end_to_end.workload.frontend import READY_TIMEOUT_S, Frontend
from tests.support.log_analytics import LogWorkspace

APP = Path(__file__).parents[2] / "golden/production/app.json"
LOG_TIMEOUT_S = 15
NOT_FOUND = 6


def access_log_format() -> dict[str, str]:
    """Return the format that the synthesized EnvoyProxy asks for."""
    manifests = json.loads(APP.read_text())["resource"]["kubernetes_manifest"].values()
    [proxy] = [m["manifest"] for m in manifests if m["manifest"]["kind"] == "EnvoyProxy"]
    [setting] = proxy["spec"]["telemetry"]["accessLog"]["settings"]
    found: dict[str, str] = setting["format"]["json"]
    return found


@pytest.fixture
def gateway(application: Frontend, tmp_path: Path) -> Iterator[Envoy]:
    port = urlsplit(application.url).port
    assert port is not None
    with envoy(folder=tmp_path / "envoy", upstream_port=port, access_log=access_log_format()) as running:
        yield running


def wait_for_lines(gateway: Envoy, requests: int) -> list[str]:
    """Return the proxy's output once it has logged `requests`; it writes its log some seconds late."""
    deadline = time.monotonic() + LOG_TIMEOUT_S
    while True:
        lines = gateway.lines()
        if sum('"response_code"' in line for line in lines) >= requests:
            return lines
        assert time.monotonic() < deadline, lines
        time.sleep(0.2)


def test_alerts_and_workbook_see_the_requests_that_were_made(application: Frontend, gateway: Envoy) -> None:
    with httpx.Client(base_url=gateway.url) as client:
        found = [client.get(f"/api/auth/nothing-{number}").status_code for number in range(NOT_FOUND)]
        followed = client.get("/sign-in", headers={"X-Request-ID": "00000000-0000-4000-8000-00000000feed"})
        assert (found, followed.status_code) == ([404] * NOT_FOUND, 200)
    with User(application.url, throw_away_account()) as user:
        user.sign_in()
        user.call(200, "GET", "/api/tasks")
    # Nothing listens there any more: Envoy itself answers.
    application.server.stop()
    try:
        unavailable = [httpx.get(f"{gateway.url}/api/health").status_code for _ in range(3)]
    finally:
        application.server.start()
        application.server.wait_until(lambda: answers(f"{application.url}/ready"), timeout_s=READY_TIMEOUT_S)
    assert unavailable == [503, 503, 503]

    workspace = LogWorkspace()
    now = datetime.now(UTC)
    lines = wait_for_lines(gateway, NOT_FOUND + 4)
    workspace.insert_lines(lines, container="envoy", pod="envoy-1", at=now)
    logs = application.server.log.parent
    for component, file in (("todo-frontend", "frontend.log"), ("todo-backend", "backend/backend.log")):
        written = (logs / file).read_text().splitlines()
        workspace.insert_lines(written, container=component, pod=f"{component}-1", at=now)

    assert workspace.rows(queries.traffic_now()) == [{"lines": NOT_FOUND + 4}]
    assert workspace.rows(queries.error_percent_now(minimum_requests=10)) == [
        {"requests": NOT_FOUND + 4, "errors": 3, "error_percent": 30.0}
    ]
    [slow] = workspace.rows(queries.p95_now(minimum_requests=10))
    assert 0 <= slow["p95_ms"] < 60_000
    request = workspace.rows(queries.one_request("00000000-0000-4000-8000-00000000feed"))
    assert [line["ContainerName"] for line in request] == ["envoy", "todo-frontend"]
    routes = {(row["component"], row["route"]) for row in workspace.rows(queries.SLOWEST_ROUTES)}
    assert ("todo-frontend", "/api/auth/*") in routes
    components = {row["component"] for row in workspace.rows(queries.APPLICATION_LOGS)}
    assert components == {"todo-frontend", "todo-backend"}
