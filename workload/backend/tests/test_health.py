"""Probes."""

import time
from pathlib import Path

import httpx
import pytest

from tests.neighbours import Neighbours
from todo_backend.settings import Settings


async def test_a_backend_with_everything_it_needs_is_ready_and_healthy(anyone: httpx.AsyncClient) -> None:
    assert (await anyone.get("/health")).json() == {"status": "alive"}
    ready = await anyone.get("/ready")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "checks": {"database": "ok", "dapr": "ok"}}
    assert (await anyone.get("/api/health")).json()["status"] == "healthy"


async def test_without_its_sidecar_it_is_alive_but_not_ready(
    anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    neighbours.sidecar_status = 500
    ready = await anyone.get("/ready")
    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database": "ok", "dapr": "failed"}
    assert (await anyone.get("/api/health")).status_code == 503
    assert (await anyone.get("/health")).status_code == 200


async def test_a_slow_neighbour_does_not_make_the_probe_slow(
    anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    neighbours.sidecar_delay = 5
    started = time.monotonic()
    assert (await anyone.get("/ready")).status_code == 503
    assert time.monotonic() - started < 0.5


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
        assert ready.json()["checks"] == {"database": "failed", "dapr": "ok"}
        assert (await anyone.get("/health")).status_code == 200

    async def test_a_request_is_told_to_come_back(
        self, ana: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/db")
        response = await ana.get("/api/tasks")
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        assert response.json()["detail"] == "The database is busy or restarting. Try again shortly."
