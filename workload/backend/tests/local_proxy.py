"""A reverse proxy that stands where the gateway stands; run with the backend's interpreter.

`python local_proxy.py PORT FILE`: requests go in turn to the URLs in FILE (a JSON list), which the test of
rolling restarts (in the repository's tests/end_to_end/workload) rewrites as Kubernetes rewrites a Service's
endpoints. Nothing is tried twice: a failure reaches the person.
"""

import itertools
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_METHODS = ["GET", "POST", "PATCH", "DELETE"]
_PASSED_ON = ("authorization", "content-type", "x-request-id")


def application(targets: Path) -> Starlette:
    """The proxy in front of the replicas that `targets` lists."""
    turn = itertools.count()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        async with httpx.AsyncClient(limits=limits, timeout=10, trust_env=False) as client:
            app.state.client = client
            yield

    def next_url() -> str:
        urls: list[str] = json.loads(targets.read_text())
        return urls[next(turn) % len(urls)]

    async def forward(request: Request) -> Response:
        answer = await request.app.state.client.request(
            request.method,
            next_url() + request.url.path,
            params=request.query_params,
            content=await request.body(),
            headers={name: request.headers[name] for name in _PASSED_ON if name in request.headers},
        )
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

    return Starlette(routes=[Route("/{path:path}", forward, methods=_METHODS)], lifespan=lifespan)


if __name__ == "__main__":
    uvicorn.run(application(Path(sys.argv[2])), port=int(sys.argv[1]), log_level="warning", access_log=False)
