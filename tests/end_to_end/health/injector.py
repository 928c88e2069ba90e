"""A webhook that does to pods what Dapr's sidecar injector does: add the container, when they ask for it.

How the API server calls it, and what it answers: kubernetes.io, "Dynamic Admission Control".
"""

import base64
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from kubernetes import client

from rehearsal.common.certificate import loopback_certificate

_CONFIGURATION = "dapr-sidecar-injector"


@contextmanager
def injector(api_client: client.ApiClient, folder: Path, *, version: str) -> Iterator[None]:
    """Serve the webhook on a loopback port and lead the chart's own configuration to it."""
    made = loopback_certificate(certificate=folder / "injector.crt", private_key=folder / "injector.key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.private_key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(version))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    bundle = base64.b64encode(made.certificate.read_bytes()).decode()
    url = f"https://127.0.0.1:{server.server_port}/mutate"
    patch = [{"op": "replace", "path": "/webhooks/0/clientConfig", "value": {"url": url, "caBundle": bundle}}]
    client.AdmissionregistrationV1Api(api_client).patch_mutating_webhook_configuration(_CONFIGURATION, patch)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _handler(version: str) -> type[BaseHTTPRequestHandler]:
    class Injector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(_answer(review, version)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    return Injector


def _answer(review: dict[str, Any], version: str) -> dict[str, Any]:
    request = review["request"]
    response: dict[str, Any] = {"uid": request["uid"], "allowed": True}
    annotations = request["object"]["metadata"].get("annotations", {})
    if annotations.get("dapr.io/enabled") == "true":
        patch = [{"op": "add", "path": "/spec/containers/-", "value": _container(version)}]
        response["patchType"] = "JSONPatch"
        response["patch"] = base64.b64encode(json.dumps(patch).encode()).decode()
    return {"apiVersion": review["apiVersion"], "kind": "AdmissionReview", "response": response}


def _container(version: str) -> dict[str, Any]:
    amounts = {"cpu": "25m", "memory": "250Mi"}
    return {
        "name": "daprd",
        "image": f"ghcr.io/dapr/daprd:{version}",
        "resources": {"requests": amounts, "limits": {"cpu": "300m", "memory": "1000Mi"}},
        "securityContext": {
            "runAsNonRoot": True,
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    }
