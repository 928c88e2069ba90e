"""GitHub's token service and Entra ID on loopback.

Entra ID is reached through HTTPS_PROXY: the library in kubelogin looks up authorities at
login.microsoftonline.com, whatever AZURE_AUTHORITY_HOST says. Sources: learn.microsoft.com, "OAuth 2.0
client credentials flow", "OpenID Connect on the Microsoft identity platform";
docs.github.com, "OpenID Connect reference".
"""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ENTRA: Final = "login.microsoftonline.com"
ID_TOKEN: Final = "the-id-token-of-the-job"
ACCESS_TOKEN: Final = "the-access-token-of-entra"


@dataclass(kw_only=True)
class Services:
    """What was asked: queries and headers of GitHub's service, forms of Entra ID's token endpoint."""

    url: str
    certificate: Path
    id_token_requests: list[dict[str, str]] = field(default_factory=list)
    token_requests: list[dict[str, str]] = field(default_factory=list)

    def of_a_workflow(self) -> dict[str, str]:
        """Return what GitHub and the action azure-sign-in set, without a sign-in method."""
        return {
            "GITHUB_ACTIONS": "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.url}/id-token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token",
            "AZURE_CLIENT_ID": "client",
            "AZURE_TENANT_ID": "tenant",
        }

    def network(self) -> dict[str, str]:
        """Return the variables that lead from Entra ID's host name to this server."""
        return {"HTTPS_PROXY": self.url, "NO_PROXY": "", "SSL_CERT_FILE": str(self.certificate)}


@contextmanager
def running_services(folder: Path) -> Iterator[Services]:
    """Serve on a free loopback port until the block ends."""
    certificate, key = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    services = Services(url="", certificate=certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(services, context))
    server.daemon_threads = True
    services.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()


def _handler(services: Services, context: ssl.SSLContext) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_CONNECT(self) -> None:
            """Answer for Entra ID's host, with TLS; refuse any other."""
            if self.path != f"{ENTRA}:443":
                self.send_error(403)
                return
            self.send_response(200)
            self.end_headers()
            secured = context.wrap_socket(self.connection, server_side=True)
            self.connection = secured
            self.rfile = secured.makefile("rb")
            self.wfile = secured.makefile("wb", buffering=0)  # type: ignore[assignment]
            self.close_connection = False

        def do_GET(self) -> None:
            """Answer for GitHub's token service and for Entra ID's discovery."""
            parts = urlsplit(self.path)
            if parts.path == "/id-token":
                asked = dict(parse_qsl(parts.query))
                services.id_token_requests.append({**asked, "authorization": self.headers["Authorization"]})
                self._answer({"value": ID_TOKEN})
            else:
                self._answer(_discovery())

        def do_POST(self) -> None:
            """Answer for Entra ID's token endpoint."""
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            services.token_requests.append(dict(parse_qsl(form)))
            self._answer({"access_token": ACCESS_TOKEN, "expires_in": 3600, "token_type": "Bearer"})

        def _answer(self, document: dict[str, Any]) -> None:
            content = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    return Handler


def _discovery() -> dict[str, Any]:
    """Return the answers of both discovery endpoints in one document: their keys differ."""
    tenant = f"https://{ENTRA}/tenant"
    return {
        "tenant_discovery_endpoint": f"{tenant}/v2.0/.well-known/openid-configuration",
        "metadata": [{"preferred_network": ENTRA, "preferred_cache": ENTRA, "aliases": [ENTRA]}],
        "authorization_endpoint": f"{tenant}/oauth2/v2.0/authorize",
        "token_endpoint": f"{tenant}/oauth2/v2.0/token",
        "issuer": f"{tenant}/v2.0",
    }


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ENTRA)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(ENTRA)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    written, private = folder / "entra.pem", folder / "entra.key"
    written.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return written, private
