"""A mirror of the provider registry on loopback, as Terraform's network mirror protocol describes it.

Source: https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol.
"""

import hashlib
import io
import json
import ssl
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from ops.engine.synthesis.document import RequiredProvider
from rehearsal.common.certificate import loopback_certificate


@dataclass(kw_only=True)
class NetworkMirror:
    """A running mirror. `files` is what it serves, by path; a test may replace an archive."""

    address: str
    certificate: Path
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, provider: RequiredProvider, *, packages: Mapping[str, bytes]) -> None:
        """Serve one version of a provider: the content of its program for each platform."""
        name, base = provider.source.rpartition("/")[2], f"/{provider.source}"
        archives = {}
        for platform, program in packages.items():
            archive = _archive(f"terraform-provider-{name}_v{provider.version}", program)
            path = f"{name}_{platform}.zip"
            self.files[f"{base}/{path}"] = archive
            digest = hashlib.sha256(archive).hexdigest()
            archives[platform] = {"url": path, "hashes": [f"zh:{digest}"]}
        self.files[f"{base}/index.json"] = json.dumps({"versions": {provider.version: {}}}).encode()
        self.files[f"{base}/{provider.version}.json"] = json.dumps({"archives": archives}).encode()


@contextmanager
def network_mirror(folder: Path) -> Iterator[NetworkMirror]:
    """Yield a mirror over HTTPS, which Terraform asks for; `certificate` is what a client must trust."""
    made = loopback_certificate(certificate=folder / "certificate.pem", private_key=folder / "key.pem")
    mirror = NetworkMirror(address="", certificate=made.certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(mirror))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.private_key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    mirror.address = f"https://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield mirror
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def configuration(mirror: NetworkMirror) -> str:
    """Return Terraform's configuration that installs providers from the mirror only."""
    return f'provider_installation {{\n  network_mirror {{\n    url = "{mirror.address}"\n  }}\n}}\n'


def distinct(providers: Iterable[RequiredProvider]) -> list[RequiredProvider]:
    """Return each provider once, by source."""
    return list({provider.source: provider for provider in providers}.values())


def _archive(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, content)
    return buffer.getvalue()


def _handler(mirror: NetworkMirror) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            mirror.asked.append(self.path)
            body = mirror.files.get(self.path)
            self.send_response(404 if body is None else 200)
            kind = "application/json" if self.path.endswith(".json") else "application/zip"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    return Handler
