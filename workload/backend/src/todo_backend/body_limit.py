"""How much a caller from outside may send."""

from http import HTTPStatus

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from todo_backend.problems import problem_response

#: A description of 5,000 characters, each written as a JSON escape of 12 bytes, and room for the rest.
LONGEST_BODY_BYTES = 128 * 1024
_PUBLIC = "/api/"
_TOO_LONG = f"The body is longer than {LONGEST_BODY_BYTES // 1024} KiB."


class BodyLimitMiddleware:
    """Answers 413 to a body of the public API that is too long, without reading all of it.

    The sidecar's routes are not limited: an event that is too long would never arrive.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(_PUBLIC):
            await self._app(scope, receive, send)
        elif _announced_bytes(Headers(scope=scope)) > LONGEST_BODY_BYTES:
            refusal = problem_response(
                Request(scope), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail=_TOO_LONG
            )
            await refusal(scope, receive, send)
        else:
            await self._app(scope, _within_limit(receive), send)


def _announced_bytes(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _within_limit(receive: Receive) -> Receive:
    received = 0

    async def receive_within_limit() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LONGEST_BODY_BYTES:
            # Of whatever else is raised while it reads a body, FastAPI makes an answer with status 400.
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LONG)
        return message

    return receive_within_limit
