"""A request's id, and the one log line that tells how the request went."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID_HEADER = "X-Request-ID"
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_PROBES = frozenset({"/health", "/ready"})
_CLIENT_GONE = 499
_log = structlog.stdlib.get_logger(__name__)


def current_request_id() -> str:
    """The id of the request that is being served, or "" outside of any."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


class RequestContextMiddleware:
    """Binds the request id to every log line of a request and writes its access line at the end.

    Plain ASGI, outermost: it also sees what other middleware answers, and nothing is buffered. It answers
    unexpected errors itself; left to the framework, they would be answered after this line is written.
    """

    def __init__(self, app: ASGIApp, *, unexpected_error: Callable[[Request], Response]) -> None:
        self._app = app
        self._unexpected_error = unexpected_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        status = _CLIENT_GONE

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            _log.error("request failed", exc_info=error)
            if status != _CLIENT_GONE:
                raise
            await self._unexpected_error(Request(scope))(scope, receive, send_with_id)
        finally:
            _write_access_line(scope, status=status, seconds=time.perf_counter() - started)


def _request_id(headers: Headers) -> str:
    given = headers.get(REQUEST_ID_HEADER, "")
    return given if _ACCEPTABLE_ID.fullmatch(given) else str(uuid.uuid4())


def _write_access_line(scope: Scope, *, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "unmatched")
    if route in _PROBES and status == 200:
        return
    write = _log.error if status >= 500 else _log.info
    write(
        "request",
        route=route,
        method=scope["method"],
        status=status,
        duration_ms=round(seconds * 1000, 1),
    )
