"""A small site to smoke-test: HTTPS with a certificate of its own, and plain HTTP beside it."""

import datetime
import ipaddress
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ops.delivery.smoke.checks import SmokeTarget


@dataclass(kw_only=True)
class Behaviour:
    """What the site answers; a test changes it while the site runs."""

    pages: dict[str, tuple[int, str]] = field(
        default_factory=lambda: {"/": (200, "<html>"), "/api/health": (200, '{"status": "healthy"}')}
    )
    delay_seconds: float = 0.0
    redirect_to: str | None = "https://127.0.0.1/"
    failures_first: int = 0


@contextmanager
def site(
    folder: Path, behaviour: Behaviour, *, certificate_days: int = 90, lifetime_days: int = 90
) -> Iterator[SmokeTarget]:
    """Serve the site on free loopback ports until the block ends."""
    pem = _certificate(folder, days=certificate_days, lifetime_days=lifetime_days)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(pem)
    secure = ThreadingHTTPServer(("127.0.0.1", 0), _pages(behaviour))
    secure.socket = server_side.wrap_socket(secure.socket, server_side=True)
    plain = ThreadingHTTPServer(("127.0.0.1", 0), _redirects(behaviour))
    servers = (secure, plain)
    for server in servers:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield SmokeTarget(
            url=f"https://127.0.0.1:{secure.server_port}",
            trust=ssl.create_default_context(cafile=str(pem)),
            http_port=plain.server_port,
        )
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _pages(behaviour: Behaviour) -> type[BaseHTTPRequestHandler]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(behaviour.delay_seconds)
            status, body = behaviour.pages.get(self.path, (404, ""))
            if behaviour.failures_first > 0:
                behaviour.failures_first -= 1
                status = 503
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    return Pages


def _redirects(behaviour: Behaviour) -> type[BaseHTTPRequestHandler]:
    class Redirects(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if behaviour.redirect_to is None else 301)
            if behaviour.redirect_to is not None:
                self.send_header("Location", behaviour.redirect_to)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    return Redirects


def _certificate(folder: Path, *, days: int, lifetime_days: int) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "site")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=lifetime_days - days))
        .not_valid_after(now + datetime.timedelta(days=days, minutes=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "site.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return pem
