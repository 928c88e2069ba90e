"""Probes."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from tests.neighbours import Neighbours
from todo_backend.database import Database
from todo_backend.resources import Resources
from todo_backend.settings import Settings


async def test_a_backend_with_everything_it_needs_is_ready_and_healthy(anyone: httpx.AsyncClient) -> None:
    assert (await anyone.get("/health")).json() == {"status": "alive"}
    ready = await anyone.get("/ready")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "checks": {"database": "ok", "dapr": "ok", "keys": "ok"}}
    assert (await anyone.get("/api/health")).json() == {"status": "healthy"}


async def test_without_its_sidecar_it_is_alive_but_not_ready(
    anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    neighbours.sidecar_status = 500
    ready = await anyone.get("/ready")
    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database": "ok", "dapr": "failed", "keys": "ok"}
    public = await anyone.get("/api/health")
    assert (public.status_code, public.json()) == (503, {"status": "unhealthy"})
    assert (await anyone.get("/health")).status_code == 200


async def test_a_burst_from_outside_asks_the_neighbours_once_a_second(
    anyone: httpx.AsyncClient, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("todo_backend.readiness._SHARED_SECONDS", 0.0)
    assert (await anyone.get("/ready")).status_code == 200
    monkeypatch.setattr("todo_backend.readiness._SHARED_SECONDS", 60.0)
    asked = neighbours.sidecar_probes
    burst = await asyncio.gather(*(anyone.get("/api/health") for _ in range(100)))
    assert {answer.status_code for answer in burst} == {200}
    assert neighbours.sidecar_probes == asked


async def test_a_probe_that_hangs_is_waited_for_and_not_asked_again(
    anyone: httpx.AsyncClient, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("todo_backend.readiness._SHARED_SECONDS", 0.0)
    neighbours.sidecar_delay = 1.0
    for _ in range(2):
        assert (await anyone.get("/ready")).json()["checks"] == {
            "database": "ok",
            "dapr": "failed",
            "keys": "ok",
        }
    assert (await anyone.get("/ready")).status_code == 200
    assert neighbours.sidecar_probes == 1


async def test_visitors_who_give_up_leave_the_check_alone(
    app: FastAPI, neighbours: Neighbours, anyone: httpx.AsyncClient
) -> None:
    neighbours.sidecar_delay = 0.2
    shared: Resources = app.state.resources
    visitors = [asyncio.create_task(shared.readiness.verdicts()) for _ in range(200)]
    await asyncio.sleep(0.05)
    for visitor in visitors:
        visitor.cancel()
    assert (await anyone.get("/ready")).status_code == 200
    assert neighbours.sidecar_probes == 1


async def test_a_slow_neighbour_does_not_make_the_probe_slow(
    anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    neighbours.sidecar_delay = 5
    started = time.monotonic()
    assert (await anyone.get("/ready")).status_code == 503
    assert time.monotonic() - started < 0.5


class TestEveryConnectionAtWork:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"database_pool_size": 2, "outbox_poll_seconds": 60})

    async def test_it_is_ready_as_long_as_the_database_answers(
        self, anyone: httpx.AsyncClient, shared: Resources, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("todo_backend.readiness._SHARED_SECONDS", 0.0)
        assert (await anyone.get("/ready")).status_code == 200
        async with shared.database.transaction() as one, shared.database.transaction() as other:
            await one.execute(text("SELECT 1"))
            await other.execute(text("SELECT 1"))
            assert (await anyone.get("/ready")).status_code == 200
            monkeypatch.setattr(shared.database.last_answer, "at", time.monotonic() - 60)
            assert (await anyone.get("/ready")).json()["checks"]["database"] == "failed"
        assert (await anyone.get("/ready")).status_code == 200


class TestFullServer:
    @pytest.fixture
    async def settings(
        self, settings: Settings, database: Database, tmp_path: Path, postgresql_port: int
    ) -> AsyncIterator[Settings]:
        url = f"postgresql://crowded:crowded@127.0.0.1:{postgresql_port}/postgres?sslmode=disable"
        async with database.transaction() as session:
            await session.execute(text("CREATE ROLE crowded LOGIN PASSWORD 'crowded' CONNECTION LIMIT 1"))
        last = await asyncpg.connect(url)
        (tmp_path / "database-credentials").mkdir()
        (tmp_path / "database-credentials" / "DATABASE_URL").write_text(url)
        yield settings.model_copy(update={"secrets_directory": tmp_path})
        await last.close()
        async with database.transaction() as session:
            await session.execute(text("DROP ROLE crowded"))

    async def test_a_request_is_told_to_come_back(self, ana: httpx.AsyncClient) -> None:
        response = await ana.get("/api/tasks")
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"


class TestWithoutDatabase:
    @pytest.fixture
    def settings(self, settings: Settings, tmp_path: Path) -> Settings:
        return settings.model_copy(update={"secrets_directory": tmp_path})

    async def test_without_its_database_it_is_alive_but_not_ready(
        self, anyone: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/db")
        ready = await anyone.get("/ready")
        assert ready.status_code == 503
        assert ready.json()["checks"] == {"database": "failed", "dapr": "ok", "keys": "ok"}
        assert (await anyone.get("/health")).status_code == 200

    async def test_a_request_is_told_to_come_back(
        self, ana: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/db")
        response = await ana.get("/api/tasks")
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        assert response.json()["detail"] == "The database is busy or restarting. Try again shortly."
