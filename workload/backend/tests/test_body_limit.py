"""What a caller can make the backend read, and how much it gets back."""

import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from todo_backend.body_limit import LONGEST_BODY_BYTES

PATHS = ["/api/tasks", "/api/chat"]


async def endless(read: list[int], *, chunks: int) -> AsyncIterator[bytes]:
    """Chunks of 64 KiB, counted as they are read."""
    for _ in range(chunks):
        read[0] += 1
        yield b"x" * 65536


@pytest.mark.parametrize("path", PATHS)
async def test_without_a_token_nothing_of_the_body_is_read(anyone: httpx.AsyncClient, path: str) -> None:
    response = await anyone.post(path, content=b"no json", headers={"Content-Type": "application/json"})
    assert response.status_code == 401
    read = [0]
    assert (await anyone.post(path, content=endless(read, chunks=800))).status_code == 401
    assert read == [0]


@pytest.mark.parametrize("path", PATHS)
async def test_a_body_that_is_too_long_is_refused_before_all_of_it_is_read(
    ana: httpx.AsyncClient, path: str
) -> None:
    announced = await ana.post(path, content=b"x" * (LONGEST_BODY_BYTES + 1))
    assert announced.status_code == 413
    assert announced.headers["content-type"] == "application/problem+json"
    read = [0]
    assert (await ana.post(path, content=endless(read, chunks=800))).status_code == 413
    assert read[0] <= LONGEST_BODY_BYTES // 65536 + 1


async def test_the_longest_task_fits(ana: httpx.AsyncClient) -> None:
    body = json.dumps({"title": "\U0001f331" * 200, "description": "\U0001f331" * 5000})
    assert LONGEST_BODY_BYTES / 2 > len(body) > 60_000
    response = await ana.post("/api/tasks", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 201


async def test_an_answer_is_not_longer_than_its_question(ana: httpx.AsyncClient) -> None:
    body = {"title": "x", **{f"unknown{number}": 1 for number in range(7_000)}, "y" * 10_000: 1}
    started = time.monotonic()
    response = await ana.post("/api/tasks", json=body)
    assert time.monotonic() - started < 1
    assert response.status_code == 422
    assert len(response.content) < 5_000
    assert "and 6981 more" in response.json()["detail"]
    long_name = await ana.post("/api/tasks", json={"title": "x", "y" * 10_000: 1})
    assert len(long_name.content) < 1_000
