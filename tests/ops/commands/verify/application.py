"""A small application that answers as frontend and backend do, and does one thing wrong when asked to."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

TOKEN = "token-of-the-session"
NOT_SET_UP = {"status": 503, "detail": "The chat is not set up: the server has no key for its model."}


@dataclass(kw_only=True)
class Application:
    """Accounts and tasks in memory. `wrong` holds answers that replace the right ones, by "METHOD path".

    So does `redirects`, with where they lead.
    """

    wrong: dict[str, tuple[int, Any]] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    events_flow: bool = True
    request_ids: bool = True
    accounts: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def answer(self, method: str, path: str, body: Any, *, authorized: bool) -> tuple[int, Any]:
        self.calls.append(f"{method} {path}")
        if (found := self.wrong.get(f"{method} {path}")) is not None:
            return found
        if path.startswith("/api/auth/"):
            return self._auth(path.removeprefix("/api/auth/"), body)
        if not authorized:
            return 401, {"detail": "no token"}
        if path == "/api/chat":
            return 200, {"reply": "You have no open task."}
        return self._tasks(method, path.removeprefix("/api/tasks").strip("/"), body)

    def _auth(self, path: str, body: Any) -> tuple[int, Any]:
        if path == "sign-up/email":
            self.accounts[body["email"]] = body["password"]
        if path == "sign-in/email" and self.accounts.get(body["email"]) != body["password"]:
            return 401, {"message": "Invalid email or password"}
        return 200, {"token": TOKEN}

    def _tasks(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        task_id, _, action = path.partition("/")
        match method, task_id, action:
            case "GET", "", "":
                return 200, {"items": list(self.tasks.values()), "next_cursor": None}
            case "POST", "", "":
                return 201, self._add(body.get("recurrence"), series_id=None)
            case _ if task_id not in self.tasks:
                return 404, {"status": 404, "detail": "there is no such task"}
            case "POST", _, "complete":
                return 200, self._complete(self.tasks[task_id])
            case "DELETE", _, "":
                del self.tasks[task_id]
                return 204, None
            case _:
                return 200, self.tasks[task_id]

    def _add(self, recurrence: Any, *, series_id: str | None) -> dict[str, Any]:
        task = {
            "id": str(uuid.uuid4()),
            "status": "open",
            "recurrence": recurrence,
            "series_id": series_id or (str(uuid.uuid4()) if recurrence else None),
        }
        self.tasks[task["id"]] = task
        return task

    def _complete(self, task: dict[str, Any]) -> dict[str, Any]:
        task["status"] = "completed"
        if task["recurrence"] and self.events_flow:
            self._add(task["recurrence"], series_id=task["series_id"])
        return task


@contextmanager
def running_application(application: Application) -> Iterator[str]:
    """Serve on a free loopback port until the block ends; yields the URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(application))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _content(document: Any) -> bytes:
    if document is None:
        return b""
    return (document if isinstance(document, str) else json.dumps(document)).encode()


def _handler(application: Application) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = urlsplit(self.path).path
            authorized = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            body = json.loads(text) if text else None
            status, document = application.answer(self.command, path, body, authorized=authorized)
            if path == "/api/tasks" and "status=open" in self.path and status == 200:
                document["items"] = [task for task in document["items"] if task["status"] == "open"]
            content = _content(document)
            moved_to = application.redirects.get(f"{self.command} {path}")
            self.send_response(307 if moved_to else status)
            if moved_to:
                self.send_header("Location", moved_to)
            if application.request_ids:
                self.send_header("X-Request-ID", "request-1")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - the base's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    return Handler
