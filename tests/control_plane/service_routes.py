"""What kube-proxy does for the API server: calls to a Service's address reach a program on loopback.

The API server calls its webhooks through a proxy (kubernetes.io, "Set up Konnectivity service": an
EgressSelectorConfiguration, here with CONNECT over a Unix socket). The webhooks' configurations stay as the
charts render them, and their certificates are checked against the Services' names.
"""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingMixIn, UnixStreamServer
from threading import Thread

CONNECT_TIMEOUT_S = 5
_CHUNK = 65536


class ServiceRoutes:
    """The routes from Services' addresses (host:port) to ports of the loopback interface."""

    def __init__(self, path: Path) -> None:
        """Describe the routes of the proxy that listens on the Unix socket `path`."""
        self.path = path
        self._ports: dict[str, int] = {}

    def add(self, address: str, *, port: int) -> None:
        """Route calls to an address to a port of the loopback interface."""
        self._ports[address] = port

    def port_of(self, address: str) -> int | None:
        """Return the port that an address is routed to."""
        return self._ports.get(address)

    def configuration(self) -> dict[str, object]:
        """Return the API server's EgressSelectorConfiguration."""
        connection = {"proxyProtocol": "HTTPConnect", "transport": {"uds": {"udsName": str(self.path)}}}
        return {
            "apiVersion": "apiserver.k8s.io/v1beta1",
            "kind": "EgressSelectorConfiguration",
            "egressSelections": [{"name": "cluster", "connection": connection}],
        }


class _Proxy(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


@contextmanager
def service_routes() -> Iterator[ServiceRoutes]:
    """Serve the proxy while the block runs."""
    # A Unix socket's path may have no more than about a hundred characters; pytest's folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="routes-"))
    routes = ServiceRoutes(folder / "proxy")
    server = _Proxy(str(routes.path), _handler(routes))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield routes
    finally:
        server.shutdown()
        server.server_close()
        shutil.rmtree(folder)


def _handler(routes: ServiceRoutes) -> type[StreamRequestHandler]:
    class Tunnel(StreamRequestHandler):
        def handle(self) -> None:
            _, address, _ = self.rfile.readline().decode().split()
            while self.rfile.readline().strip():
                pass
            try:
                port = routes.port_of(address)
                if port is None:
                    raise ConnectionRefusedError(f"nothing serves {address}")
                target = socket.create_connection(("127.0.0.1", port), CONNECT_TIMEOUT_S)
            except OSError:
                self._answer(HTTPStatus.BAD_GATEWAY)
                return
            with target:
                target.settimeout(None)
                self._answer(HTTPStatus.OK)
                there = Thread(target=_copy, args=(self.connection, target), daemon=True)
                there.start()
                _copy(target, self.connection)
                there.join()

        def _answer(self, status: HTTPStatus) -> None:
            self.wfile.write(f"HTTP/1.1 {status.value} {status.phrase}\r\n\r\n".encode())

    return Tunnel


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # One side has gone; the other one's copy ends with it.
        for end in (source, target):
            _close(end)


def _close(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
