"""What all routes share: problems, request ids, CORS, the log lines, the documents."""

import io
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.conftest import client_of
from todo_backend.application import create_app
from todo_backend.log_schema import configure_logging
from todo_backend.settings import Settings


@pytest.fixture
def lines() -> Callable[[], list[dict[str, Any]]]:
    """The log lines written so far, parsed."""
    written = io.StringIO()
    configure_logging("INFO", stream=written)
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


async def test_a_request_leaves_one_line_of_the_schema(lines: Any, ana: httpx.AsyncClient) -> None:
    response = await ana.get(
        "/api/tasks/00000000-0000-0000-0000-000000000000", headers={"X-Request-ID": "follow-me-2"}
    )
    assert response.headers["x-request-id"] == "follow-me-2"
    [line] = [line for line in lines() if line["message"] == "request"]
    assert line["severity"] == "INFO"
    assert line["component"] == "todo-backend"
    assert line["request_id"] == "follow-me-2"
    assert line["route"] == "/api/tasks/{task_id}"
    assert line["method"] == "GET"
    assert line["status"] == 404
    assert line["duration_ms"] > 0
    assert line["time"].endswith("Z")


async def test_an_unexpected_error_is_a_problem_outside_and_a_stack_inside(
    lines: Any, app: FastAPI, anyone: httpx.AsyncClient
) -> None:
    words = " ".join(["their", "own", "words"])

    async def broken() -> None:
        raise RuntimeError(words)

    app.add_api_route("/api/broken", broken)
    response = await anyone.get("/api/broken")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert words not in response.text
    failed, request = lines()[-2:]
    assert failed["error_type"] == "RuntimeError"
    assert "in broken" in failed["error_stack"]
    assert words not in json.dumps([failed, request])
    assert request["status"] == 500
    assert request["severity"] == "ERROR"
    assert failed["request_id"] == request["request_id"] == response.json()["request_id"]


async def test_no_line_repeats_what_people_write(lines: Any, ana: httpx.AsyncClient) -> None:
    await ana.post("/api/tasks", json={"title": "my doctor's appointment"})
    await ana.post("/api/tasks", json={"title": "my doctor's appointment" * 20})
    written = json.dumps(lines())
    assert "doctor" not in written
    assert "ana" not in written.replace("analysis", "")


async def test_probes_that_pass_are_not_worth_a_line(lines: Any, anyone: httpx.AsyncClient) -> None:
    await anyone.get("/health")
    await anyone.get("/ready")
    assert lines() == []


@pytest.mark.parametrize("wrong", ["short", "x" * 65, "with space", "line\tbreak"])
async def test_a_request_id_of_the_wrong_form_is_replaced(anyone: httpx.AsyncClient, wrong: str) -> None:
    response = await anyone.get("/health", headers={"X-Request-ID": wrong})
    assert response.headers["x-request-id"] != wrong
    assert len(response.headers["x-request-id"]) == 36


async def test_an_unknown_path_and_a_wrong_method_are_problems(anyone: httpx.AsyncClient) -> None:
    for response in (await anyone.get("/api/nothing"), await anyone.put("/api/tasks")):
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code
    assert (await anyone.get("/api/nothing")).status_code == 404
    assert (await anyone.put("/api/tasks")).status_code == 405


async def test_a_listed_origin_may_call_and_another_may_not(anyone: httpx.AsyncClient) -> None:
    ask = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization"}
    friend = await anyone.options("/api/tasks", headers={"Origin": "https://todo.example.com", **ask})
    assert friend.headers["access-control-allow-origin"] == "https://todo.example.com"
    stranger = await anyone.options("/api/tasks", headers={"Origin": "https://evil.example", **ask})
    assert "access-control-allow-origin" not in stranger.headers


async def test_the_api_describes_itself_without_the_sidecars_routes(anyone: httpx.AsyncClient) -> None:
    document = (await anyone.get("/api/openapi.json")).json()
    assert set(document["paths"]) == {
        "/health",
        "/ready",
        "/api/health",
        "/api/tasks",
        "/api/tasks/{task_id}",
        "/api/tasks/{task_id}/complete",
        "/api/chat",
    }


async def test_subscriptions_are_declared_only_where_that_is_asked_for(
    anyone: httpx.AsyncClient, settings: Settings
) -> None:
    assert (await anyone.get("/dapr/subscribe")).status_code == 404
    async with client_of(create_app(settings.model_copy(update={"declare_subscriptions": True}))) as client:
        declared = (await client.get("/dapr/subscribe")).json()
    assert [entry["topic"] for entry in declared] == ["task-events", "task-events-dead-letter"]
    assert declared[0]["deadLetterTopic"] == "task-events-dead-letter"


class TestLimits:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"tasks_rate_limit": "3/minute"})

    async def test_a_runaway_client_is_told_to_wait(self, ana: httpx.AsyncClient) -> None:
        statuses = [(await ana.get("/api/tasks")).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
