"""A webhook and a mail server on loopback that accept or refuse what is sent."""

import base64
import json
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast

from rehearsal.common.certificate import loopback_certificate


@dataclass(kw_only=True)
class Webhook:
    """The webhook's posts. It gives the `answers` first, one a post; afterwards it accepts everything."""

    answers: list[tuple[int, str]] = field(default_factory=list)
    posted: list[Any] = field(default_factory=list)
    url: str = ""

    @property
    def texts(self) -> list[str]:
        return [one["text"] for one in self.posted]


@contextmanager
def running_webhook() -> Iterator[Webhook]:
    """Serve until the block ends."""
    hook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"]))
            status, body = hook.answers.pop(0) if hook.answers else (200, "ok")
            if status == 200:
                hook.posted.append(json.loads(text))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.url = f"http://127.0.0.1:{server.server_port}/services/T000/B000/hush"
    with _served(server):
        yield hook


@dataclass(kw_only=True)
class MailBox:
    """The mails received. `encrypts` offers STARTTLS; `refusals` are the first answers to MAIL."""

    encrypts: bool = True
    password: str = "hush"
    refusals: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    heard_in_the_clear: list[str] = field(default_factory=list)
    port: int = 0
    certificate: Path = Path()


@contextmanager
def running_mail_server(folder: Path) -> Iterator[MailBox]:
    """Serve SMTP (RFC 5321) with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954) until the block ends."""
    pem = loopback_certificate(certificate=folder / "mail.pem", private_key=folder / "mail.key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem.certificate, pem.private_key)
    box = MailBox(certificate=pem.certificate)

    class Handler(_Session):
        mailbox = box
        tls = context

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    box.port = server.server_address[1]
    with _served(server):
        yield box


class _Session(socketserver.StreamRequestHandler):
    mailbox: MailBox
    tls: ssl.SSLContext
    encrypted = False

    def handle(self) -> None:
        self._say("220 loopback")
        answers = {
            "EHLO": self._greet,
            "STARTTLS": self._encrypt,
            "AUTH": self._sign_in,
            "MAIL": self._begin,
            "DATA": self._take,
            "QUIT": self._end,
        }
        while line := self._hear():
            if not self.encrypted:
                self.mailbox.heard_in_the_clear.append(line)
            answers.get(line.split()[0].upper(), self._accept)(line)

    def _accept(self, _: str) -> None:
        self._say("250 ok")

    def _end(self, _: str) -> None:
        self._say("221 bye")

    def _begin(self, _: str) -> None:
        self._say(self.mailbox.refusals.pop(0) if self.mailbox.refusals else "250 ok")

    def _greet(self, _: str) -> None:
        offers = ["STARTTLS"] if self.mailbox.encrypts and not self.encrypted else ["AUTH PLAIN"]
        self._say(f"250-loopback\r\n250 {offers[0]}")

    def _encrypt(self, _: str) -> None:
        self._say("220 go ahead")
        self.request = self.tls.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = cast(Any, self.request.makefile("wb", buffering=0))
        self.encrypted = True

    def _sign_in(self, line: str) -> None:
        given = base64.b64decode(line.split()[2]).split(b"\0")[2].decode()
        self._say("235 welcome" if given == self.mailbox.password else "535 5.7.8 not accepted")

    def _take(self, _: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self._hear()) != ".":
            lines.append(line)
        self.mailbox.mails.append(message_from_string("\n".join(lines), policy=policy.default))
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _hear(self) -> str:
        return self.rfile.readline().decode().rstrip("\r\n")


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
