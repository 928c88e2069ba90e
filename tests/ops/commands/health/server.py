"""A server on loopback in place of a Kubernetes API server, that behaves badly where a test says so."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

VERSION = {
    "major": "1",
    "minor": "34",
    "gitVersion": "v1.34.2",
    "gitCommit": "",
    "gitTreeState": "",
    "buildDate": "",
    "goVersion": "",
    "compiler": "",
    "platform": "",
}
Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; `over` is set when the server ends, so that nobody waits longer."""

    over: Event
    answers: dict[str, Answer]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].rstrip("/")
        if path == "/version" and path not in self.answers:
            self.reply(200, VERSION)
            return
        for part, answer in self.answers.items():
            if part in path:
                answer(self)
                return
        self.reply(200, {"items": []})

    def reply(self, status: int, body: Any, **headers: str) -> None:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        return


def refuses(status: int, **headers: str) -> Answer:
    return lambda request: request.reply(status, {"kind": "Status", "code": status}, **headers)


def says(body: Any) -> Answer:
    return lambda request: request.reply(200, body)


def silent(request: Request) -> None:
    """Take the request and never answer."""
    request.over.wait(60)


def trickling(request: Request) -> None:
    """Answer byte by byte, so that no time between two pieces is long."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.end_headers()
    while not request.over.is_set():
        try:
            request.wfile.write(b" ")
            request.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


@contextmanager
def api_server(folder: Path, answers: dict[str, Answer]) -> Iterator[Path]:
    """Serve until the block ends; yield a kubeconfig with the context `here`. A path is matched by a part."""
    over = Event()
    handler = type("Handler", (Request,), {"over": over, "answers": answers})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield kubeconfig(folder, f"http://127.0.0.1:{server.server_port}")
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def kubeconfig(folder: Path, server: str) -> Path:
    file = folder / "kubeconfig"
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "clusters": [{"name": "here", "cluster": {"server": server}}],
        "users": [{"name": "me", "user": {"token": "made-up"}}],
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
    }
    file.write_text(json.dumps(content))
    return file
