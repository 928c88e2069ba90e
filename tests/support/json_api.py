"""A simulated JSON API on loopback: its calls and its answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

BROKEN_CONNECTION = 0
"""The status of an answer that never comes: the connection breaks."""


@dataclass(kw_only=True)
class Answer:
    """An answer."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Call:
    """A call; `authorization` is the header of that name."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    authorization: str | None = None


Respond = Callable[[Call], Answer | None]


def json_handler(respond: Callable[[Call], Answer]) -> type[BaseHTTPRequestHandler]:
    """Return the handler of a server that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            answer = respond(self._call())
            if answer.status == BROKEN_CONNECTION:
                self.close_connection = True
                return
            content = b"" if answer.body is None else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _call(self) -> Call:
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            return Call(
                method=self.command,
                path=parts.path,
                query={name: values[0] for name, values in parse_qs(parts.query).items()},
                body=json.loads(text) if text else None,
                authorization=self.headers.get("Authorization"),
            )

        do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815 - the base's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    return Handler
