"""Which tokens are believed."""

import asyncio
import time

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from tests.conftest import client_of
from tests.neighbours import AUDIENCE, ISSUER, Neighbours, SigningKey
from todo_backend import authentication


async def status_with(app: FastAPI, token: str) -> int:
    async with client_of(app, token=token) as client:
        return (await client.get("/api/tasks")).status_code


async def test_a_token_of_the_frontend_is_believed(app: FastAPI, neighbours: Neighbours) -> None:
    assert await status_with(app, neighbours.keys[0].token("ana")) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"iat": None},
        {"exp": int(time.time()) + 3600},
        {"iat": int(time.time()) + 7200, "exp": int(time.time()) + 7800},
        {"iss": "somebody-else"},
        {"iss": None},
        {"aud": "another-backend"},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"nbf": int(time.time()) + 3600},
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(
    app: FastAPI, neighbours: Neighbours, changes: dict[str, object]
) -> None:
    assert await status_with(app, neighbours.keys[0].token("ana", **changes)) == 401


async def test_a_token_signed_by_somebody_else_is_refused(app: FastAPI) -> None:
    assert await status_with(app, SigningKey("first").token("ana")) == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_another_algorithm_is_refused(app: FastAPI, neighbours: Neighbours, algorithm: str) -> None:
    now = int(time.time())
    claims = {"sub": "ana", "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 60}
    secret = "" if algorithm == "none" else "x" * 32
    token = jwt.encode(claims, secret, algorithm=algorithm, headers={"kid": "first"})
    assert await status_with(app, token) == 401


async def test_without_a_token_the_answer_says_how_to_sign_in(anyone: httpx.AsyncClient) -> None:
    response = await anyone.get("/api/tasks")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    problem = response.json()
    assert problem["title"] == "Unauthorized"
    assert problem["instance"] == "/api/tasks"
    assert problem["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("token", ["x", "a.b.c", "é"])
async def test_nonsense_is_refused(app: FastAPI, token: str) -> None:
    async with client_of(app) as client:
        answer = await client.get("/api/tasks", headers={b"Authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401


async def test_a_new_key_is_found_and_an_invented_one_does_not_flood_the_issuer(
    app: FastAPI, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await status_with(app, neighbours.keys[0].token("ana")) == 200
    monkeypatch.setattr("todo_backend.authentication._UNKNOWN_KEY_PAUSE_SECONDS", 0.3)
    # Each replica of the frontend makes a key, so that one follows the other at once.
    for key in (SigningKey("second"), SigningKey("third")):
        neighbours.keys.append(key)
        assert await status_with(app, key.token("ana")) == 200
    asked, started = neighbours.jwks_requests, time.monotonic()
    invented = [SigningKey(f"invented {number}").token("ana") for number in range(20)]
    assert set(await asyncio.gather(*(status_with(app, token) for token in invented))) == {401}
    assert neighbours.jwks_requests == asked + 1
    assert time.monotonic() - started >= 0.25


async def test_the_first_requests_of_a_replica_share_one_question_and_do_not_wait(
    app: FastAPI, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("todo_backend.authentication._UNKNOWN_KEY_PAUSE_SECONDS", 5.0)
    asked, started = neighbours.jwks_requests, time.monotonic()
    token = neighbours.keys[0].token("ana")
    assert set(await asyncio.gather(*(status_with(app, token) for _ in range(20)))) == {200}
    assert neighbours.jwks_requests == asked + 1
    assert time.monotonic() - started < 5


async def test_known_keys_serve_while_the_issuer_is_away(
    app: FastAPI, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = neighbours.keys[0].token("ana")
    assert await status_with(app, token) == 200
    monkeypatch.setattr("todo_backend.authentication._KEYS_FRESH_SECONDS", 0.0)
    monkeypatch.setattr("todo_backend.authentication._REFRESH_PAUSE_SECONDS", 0.0)
    neighbours.jwks_delay = 5.0
    started = time.monotonic()
    assert [await status_with(app, token) for _ in range(3)] == [200] * 3
    assert time.monotonic() - started < 2


async def test_a_key_that_the_issuer_drops_is_believed_for_a_minute_more_at_most(
    app: FastAPI, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert authentication._KEYS_FRESH_SECONDS <= 60
    token = neighbours.keys[0].token("ana")
    assert await status_with(app, token) == 200
    monkeypatch.setattr("todo_backend.authentication._KEYS_FRESH_SECONDS", 0.0)
    monkeypatch.setattr("todo_backend.authentication._REFRESH_PAUSE_SECONDS", 0.0)
    neighbours.keys = [SigningKey("second")]
    async with asyncio.timeout(5):
        while await status_with(app, token) == 200:
            await asyncio.sleep(0.1)


async def test_a_new_replica_is_not_ready_before_it_has_keys(
    anyone: httpx.AsyncClient, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("todo_backend.readiness._SHARED_SECONDS", 0.0)
    keys, neighbours.keys = neighbours.keys, []
    first = await anyone.get("/ready")
    assert (first.status_code, first.json()["checks"]["keys"]) == (503, "failed")
    neighbours.keys = keys
    async with asyncio.timeout(5):
        while (await anyone.get("/ready")).status_code != 200:
            await asyncio.sleep(0.1)
    neighbours.keys = []
    assert (await anyone.get("/ready")).status_code == 200


async def test_without_any_key_it_is_not_the_users_fault(app: FastAPI, neighbours: Neighbours) -> None:
    neighbours.keys = []
    private = Ed25519PrivateKey.generate()
    async with client_of(app, token=SigningKey("first", private).token("ana")) as client:
        response = await client.get("/api/tasks")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "10"
