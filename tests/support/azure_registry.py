"""The sign-in of an Azure container registry in front of a plain registry.

Without a token it names where to get one; /oauth2/exchange takes an Azure token, /oauth2/token a refresh
token. Everything else is passed on. Source: github.com/Azure/acr, docs/AAD-OAuth.md. Microsoft's own
client is what signs in here.
"""

import base64
import http.client
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ops.clients.registry.azure import AzureRegistry
from rehearsal.common.certificate import loopback_certificate
from tests.ops.clients.azure.resource_manager import SignedIn

ACCESS = "the-access-token-of-the-registry"
_CLAIMS = base64.urlsafe_b64encode(json.dumps({"exp": 4_102_444_800}).encode()).decode().rstrip("=")
REFRESH = f"e30.{_CLAIMS}.signature"
_PASSED = ("Content-Type", "Content-Range", "Content-Length", "Accept")


@dataclass(kw_only=True)
class AzureRegistryServer:
    """The front; `refuse` is the status of its answer to a token request, `granted` the scopes it gave."""

    backend: str = ""
    refuse: int | None = None
    granted: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    host: str = ""
    certificate: str = ""

    @contextmanager
    def opened(self) -> Iterator[AzureRegistry]:
        """Yield the client of this registry, signed in."""
        with AzureRegistry.open(
            self.host,
            SignedIn(),
            connection_verify=self.certificate,
            use_env_settings=False,
            retry_total=0,
            retry_status=0,
        ) as registry:
            yield registry


@contextmanager
def azure_registry(
    folder: Path, *, backend: str = "", refuse: int | None = None
) -> Iterator[AzureRegistryServer]:
    """Serve on a free loopback port with HTTPS, in front of the registry at `backend`."""
    pem = loopback_certificate(certificate=folder / "registry.pem", private_key=folder / "registry.key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem.certificate, pem.private_key)
    state = AzureRegistryServer(backend=backend, refuse=refuse, certificate=str(pem.certificate))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    state.host = f"127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """The front's answers."""

    state: AzureRegistryServer

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        self.state.paths.append(path)
        if path.startswith("/oauth2/"):
            self._token(path, parse_qs(body.decode()))
        elif self.headers.get("Authorization") != f"Bearer {ACCESS}":
            self._challenge()
        else:
            self._pass_on(body)

    def _challenge(self) -> None:
        repository = self.path.split("/v2/")[1].split("/")[0]
        scope = f"repository:{repository}:pull,push"
        realm = f"https://{self.state.host}/oauth2/token"
        header = f'Bearer realm="{realm}",service="{self.state.host}",scope="{scope}"'
        self._answer(401, {"errors": [{"code": "UNAUTHORIZED"}]}, {"Www-Authenticate": header})

    def _token(self, path: str, form: dict[str, list[str]]) -> None:
        if self.state.refuse:
            refusal = {"errors": [{"code": "DENIED", "message": "requested access is denied"}]}
            self._answer(self.state.refuse, refusal)
        elif path == "/oauth2/exchange":
            assert form["grant_type"] == ["access_token"]
            assert form["access_token"] == [SignedIn().get_token().token]
            self._answer(200, {"refresh_token": REFRESH})
        else:
            assert form["refresh_token"] == [REFRESH]
            self.state.granted += form["scope"]
            self._answer(200, {"access_token": ACCESS})

    def _pass_on(self, body: bytes) -> None:
        backend = http.client.HTTPConnection(self.state.backend, timeout=30)
        headers = {name: self.headers[name] for name in _PASSED if name in self.headers}
        backend.request(self.command, self.path, body=body or None, headers=headers)
        answer = backend.getresponse()
        content = answer.read()
        # go-containerregistry answers an uploaded chunk with 204; the specification and Azure have 202.
        self.send_response(202 if self.command == "PATCH" and answer.status == 204 else answer.status)
        for name, value in answer.getheaders():
            if name not in ("Content-Length", "Date"):
                self.send_header(name, value)
        self.send_header("Content-Length", answer.getheader("Content-Length") or str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        backend.close()

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": "application/json"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815 - the base's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        return
