"""The server of a stand-in provider: go-plugin's handshake, and reattachment for tests.

Source: HashiCorp go-plugin, docs/internals.md (handshake line: core version, protocol, network, address,
"grpc", certificate). The socket lies in a folder that only its owner can enter.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import ssl
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc

from rehearsal.cloud.store import SimulatedCloud
from rehearsal.provider.names import PROVIDERS, home
from rehearsal.provider.operations import ResourceOperations
from rehearsal.provider.schema.catalogue import load_catalogue
from rehearsal.provider.servicer import Servicer

_ADDRESSES = {
    "azurerm": "registry.terraform.io/hashicorp/azurerm",
    "kubernetes": "registry.terraform.io/hashicorp/kubernetes",
    "helm": "registry.terraform.io/hashicorp/helm",
    "redpanda": "registry.terraform.io/redpanda-data/redpanda",
}
_NO_MESSAGE_LIMIT = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
# The kernel takes 107 bytes as the path of a socket, that of macOS 103; the rest of a path is
# "/rehearsal-", eight characters, "/" and the name.
_LONGEST_TEMPORARY_FOLDER = 103 - len("/rehearsal-01234567/kubernetes")
_SECONDS_BETWEEN_LOOKS_AT_PARENT = 1.0
_GRACE_SECONDS = 0.2
_WORKERS = 10


def serve(provider: str, *, gone: Callable[[], bool] | None = None) -> int:
    """Serve one provider to the Terraform that started this process, until it says stop or is gone.

    `gone` tells whether it is gone; by default, whether this process has another parent.
    """
    parent = os.getppid()
    is_gone = gone or (lambda: os.getppid() != parent)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopped.set())
    with socket_folder() as folder:
        certificate, credentials = _credentials(home())
        server = _server([provider], home(), stopped)
        socket = f"{folder}/provider"
        server.add_secure_port(f"unix:{socket}", credentials)
        server.start()
        sys.stdout.write(f"1|6|unix|{socket}|grpc|{certificate}\n")
        sys.stdout.flush()
        while not stopped.wait(_SECONDS_BETWEEN_LOOKS_AT_PARENT) and not is_gone():
            pass
        server.stop(_GRACE_SECONDS).wait()
    return 0


@contextmanager
def reattached(folder: Path, providers: Sequence[str] = PROVIDERS) -> Iterator[dict[str, str]]:
    """Serve providers from this process and yield the environment with which Terraform finds them.

    No mirror and no start-up is needed, so tests are fast. `folder` becomes the rehearsal's home. All
    aliases of a provider share one configuration here.
    """
    with socket_folder() as sockets:
        servers, addresses = [], {}
        for provider in providers:
            server = _server([provider], folder, threading.Event())
            socket = f"{sockets}/{provider}"
            server.add_insecure_port(f"unix:{socket}")
            server.start()
            servers.append(server)
            addresses[_ADDRESSES[provider]] = {
                "Protocol": "grpc",
                "ProtocolVersion": 6,
                "Pid": os.getpid(),
                "Test": True,
                "Addr": {"Network": "unix", "String": socket},
            }
        try:
            yield {"TF_REATTACH_PROVIDERS": json.dumps(addresses), "REHEARSAL_HOME": str(folder)}
        finally:
            for server in servers:
                server.stop(_GRACE_SECONDS).wait()


def socket_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a new folder for a socket: in TMPDIR, or in /tmp where its path would be too long."""
    long = len(os.fsencode(tempfile.gettempdir())) > _LONGEST_TEMPORARY_FOLDER
    return tempfile.TemporaryDirectory(prefix="rehearsal-", dir="/tmp" if long else None)  # noqa: S108


def _server(providers: Sequence[str], folder: Path, stopped: threading.Event) -> grpc.Server:
    server = grpc.server(ThreadPoolExecutor(max_workers=_WORKERS), options=_NO_MESSAGE_LIMIT)
    cloud = SimulatedCloud(folder / "cloud.sqlite")
    for provider in providers:
        catalogue = load_catalogue(provider)
        operations = ResourceOperations(provider, catalogue, cloud)
        log = folder / "logs" / f"provider-{provider}.log"
        server.add_generic_rpc_handlers((Servicer(provider, catalogue, operations, log).handler(),))
    server.add_generic_rpc_handlers((_controller(stopped), _standard_output()))
    return server


def _controller(stopped: threading.Event) -> grpc.GenericRpcHandler:
    """Handle go-plugin's request to shut down; its messages are empty."""

    def shutdown(_request: bytes, _context: grpc.ServicerContext) -> bytes:
        stopped.set()
        return b""

    handler = grpc.unary_unary_rpc_method_handler(shutdown)
    return grpc.method_handlers_generic_handler("plugin.GRPCController", {"Shutdown": handler})


def _standard_output() -> grpc.GenericRpcHandler:
    """Handle go-plugin's stream of a plugin's output, which is empty."""
    handler = grpc.unary_stream_rpc_method_handler(lambda _request, _context: iter(()))
    return grpc.method_handlers_generic_handler("plugin.GRPCStdio", {"StreamStdio": handler})


def _credentials(folder: Path) -> tuple[str, grpc.ServerCredentials]:
    """Return the certificate for the handshake line, and the server's credentials with its key."""
    from rehearsal.provider.certificate import key_and_certificate

    key, certificate = key_and_certificate(folder)
    der = ssl.PEM_cert_to_DER_cert(certificate.decode())
    text = base64.b64encode(der).decode().rstrip("=")
    return text, grpc.ssl_server_credentials([(key, certificate)])
