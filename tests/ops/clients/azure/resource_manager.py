"""A local server in place of Azure Resource Manager and Key Vault, with the answers of their references."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from azure.core.credentials import AccessToken, TokenCredential
from azure.keyvault.secrets import SecretClient

from ops.clients.azure.management import AzureClients, client_options
from rehearsal.common.certificate import loopback_certificate
from tests.support.json_api import Answer, Call, Respond, json_handler

# The answer of a key vault to an anonymous call: where to sign in.
_CHALLENGE = Answer(
    status=401,
    headers={"WWW-Authenticate": 'Bearer authorization="https://login.example/t", resource="https://v"'},
)
# The kinds of resources whose creation is answered with 201; all others with 200.
_CREATED = ("/roleAssignments", "/resourceGroups", "/containers")


class SignedIn:
    """A credential that always has a token."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        return AccessToken("a.b.c", 4_102_444_800)


def refused(status: int, code: str, message: str = "refused") -> Answer:
    """Return an error as Resource Manager writes it."""
    return Answer(status=status, body={"error": {"code": code, "message": message}})


@dataclass(kw_only=True)
class Api:
    """Resources by path; `respond` may answer first. `calls` are kept in order."""

    resources: dict[str, Any] = field(default_factory=dict)
    respond: list[Respond] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    url: str = ""
    certificate: str = ""

    def clients(self, subscription_id: str, credential: TokenCredential | None = None) -> AzureClients:
        """Return clients of this server."""
        return AzureClients(credential or SignedIn(), subscription_id, base_url=self.url, **self._options())

    def secrets(self) -> SecretClient:
        """Return a client of this server as a key vault."""
        options = client_options(verify_challenge_resource=False, **self._options())
        return SecretClient(self.url, SignedIn(), **options)

    def _options(self) -> dict[str, Any]:
        return {
            "polling_interval": 0,
            "retry_backoff_factor": 0,
            "connection_verify": self.certificate,
            "use_env_settings": False,
        }

    def answer(self, call: Call) -> Answer:
        if call.authorization is None:
            return _CHALLENGE
        call.path = call.path.rstrip("/")
        self.calls.append(call)
        for respond in self.respond:
            if (answer := respond(call)) is not None:
                return answer
        if call.method == "GET":
            found = self._stored(call.path)
            return refused(404, "ResourceNotFound") if found is None else Answer(body=found)
        if call.method == "PUT":
            self.resources[call.path] = call.body
            status = 201 if call.path.rpartition("/")[0].endswith(_CREATED) else 200
            return Answer(status=status, body=self._stored(call.path))
        return Answer(body={})

    def _stored(self, path: str) -> Any:
        """Return a resource, by a path in any case; a secret has an id beside its value."""
        by_path = {key.casefold(): resource for key, resource in self.resources.items()}
        found = by_path.get(path.casefold())
        return {**found, "id": f"{self.url}{path}/1"} if found and path.startswith("/secrets/") else found

    def writes(self) -> list[tuple[str, str]]:
        return [(call.method, call.path) for call in self.calls if call.method != "GET"]


@contextmanager
def running_api(folder: Path, api: Api) -> Iterator[Api]:
    """Serve on a free loopback port with HTTPS, until the block ends."""
    pem = loopback_certificate(certificate=folder / "api.pem", private_key=folder / "api.key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem.certificate, pem.private_key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), json_handler(api.answer))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    api.url = f"https://127.0.0.1:{server.server_port}"
    api.certificate = str(pem.certificate)
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
