"""Stand-ins for what the backend talks to: its sidecar, the frontend's JWKS, and the model."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ISSUER = "todo-frontend"
AUDIENCE = "todo-backend"


@dataclass
class SigningKey:
    """One of the issuer's keys."""

    key_id: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def public_document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(OKPAlgorithm.to_jwk(self.private.public_key()))
        return {**document, "kid": self.key_id, "alg": "EdDSA"}

    def token(self, user_id: str, **changes: Any) -> str:
        now = int(time.time())
        claims = {"sub": user_id, "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 900, **changes}
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.private, algorithm="EdDSA", headers={"kid": self.key_id})


@dataclass
class Neighbours:
    """What they were asked, and how they shall answer."""

    port: int = 0
    keys: list[SigningKey] = field(default_factory=lambda: [SigningKey("first")])
    published: list[dict[str, Any]] = field(default_factory=list)
    publish_status: int = 204
    publish_delay: float = 0.0
    refused_keys: set[str] = field(default_factory=set)
    sidecar_status: int = 204
    sidecar_delay: float = 0.0
    sidecar_probes: int = 0
    jwks_requests: int = 0
    jwks_delay: float = 0.0
    model_statuses: list[int] = field(default_factory=list)
    model_delay: float = 0.0
    model_page: str = ""
    model_finish: str = "stop"
    model_requests: list[dict[str, Any]] = field(default_factory=list)
    model_keys: list[str] = field(default_factory=list)

    def reset(self) -> None:
        self.__init__(port=self.port)  # type: ignore[misc]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _publish(self, request: Request) -> Response:
        key = request.query_params["metadata.partitionKey"]
        await asyncio.sleep(self.publish_delay)
        if key in self.refused_keys:
            return Response(status_code=500)
        if self.publish_status == 204:
            self.published.append({"key": key, **await request.json()})
        return Response(status_code=self.publish_status)

    async def _sidecar_health(self, _request: Request) -> Response:
        self.sidecar_probes += 1
        await asyncio.sleep(self.sidecar_delay)
        return Response(status_code=self.sidecar_status)

    async def _jwks(self, _request: Request) -> Response:
        self.jwks_requests += 1
        await asyncio.sleep(self.jwks_delay)
        return JSONResponse({"keys": [key.public_document() for key in self.keys]})

    async def _model(self, request: Request) -> Response:
        self.model_requests.append(await request.json())
        self.model_keys.append(request.headers["Authorization"])
        status = self.model_statuses.pop(0) if self.model_statuses else 200
        if self.model_page:
            return Response(self.model_page, media_type="text/html")
        await asyncio.sleep(self.model_delay)
        if status != 200:
            return JSONResponse({"error": {"message": "no"}}, status_code=status)
        message = {"role": "assistant", "content": "Buy milk first."}
        choice = {"index": 0, "finish_reason": self.model_finish, "message": message}
        return JSONResponse(
            {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        )

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1.0/publish/task-events-pubsub/task-events", self._publish, methods=["POST"]),
                Route("/v1.0/healthz/outbound", self._sidecar_health),
                Route("/api/auth/jwks", self._jwks),
                Route("/v1/chat/completions", self._model, methods=["POST"]),
            ]
        )


@asynccontextmanager
async def running_neighbours() -> AsyncIterator[Neighbours]:
    neighbours = Neighbours()
    config = uvicorn.Config(
        neighbours.application(), port=0, log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    neighbours.port = server.servers[0].sockets[0].getsockname()[1]
    yield neighbours
    server.should_exit = True
    await serving
