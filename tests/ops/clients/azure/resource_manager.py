"""A stand-in for Azure Resource Manager and Key Vault: the answers that their references document."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from azure.core.credentials import AccessToken

from ops.clients.azure.rest import RestClient
from rehearsal.common.certificate import loopback_certificate
from tests.support.json_api import Answer, Call, Respond, json_handler


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
    client: RestClient = field(init=False)

    def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        for respond in self.respond:
            if (answer := respond(call)) is not None:
                return answer
        if call.method == "GET":
            found = self.resources.get(call.path)
            return refused(404, "ResourceNotFound") if found is None else Answer(body=found)
        if call.method == "PUT":
            self.resources[call.path] = call.body
            return Answer(status=201, body=call.body)
        return Answer(body={})

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
    api.client = RestClient(
        SignedIn(),
        endpoint=api.url,
        poll_seconds=0,
        connection_verify=str(pem.certificate),
        use_env_settings=False,
    )
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
