"""Dapr's operator, sentry and injector as real programs, as the installed chart would run them."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kubernetes import client

from contract.addons import AddonNamespace
from tests.components.pod_process import Overrides, pod_process
from tests.components.process import Server, answers, free_ports
from tests.control_plane import ControlPlane, ServiceRoutes
from tests.support.addon_program import first_pod
from tools.components.go_programs import program

OPERATOR, SENTRY, INJECTOR = "dapr-operator", "dapr-sentry", "dapr-sidecar-injector"
READY_WITHIN_S = 90
_PROGRAMS = {OPERATOR: "dapr-operator", SENTRY: "dapr-sentry", INJECTOR: "dapr-injector"}
_NAMESPACE = AddonNamespace.DAPR.value


@dataclass(frozen=True, kw_only=True)
class _Ports:
    own: int
    health: int
    metrics: int
    webhook: int


class DaprControlPlane:
    """Dapr's three programs, each from a pod of its Deployment."""

    def __init__(self, cluster: ControlPlane, routes: ServiceRoutes, *, sentry_port: int) -> None:
        """Describe the programs of a chart that was rendered with sentry at 127.0.0.1:`sentry_port`."""
        self._cluster = cluster
        self._routes = routes
        self._sentry_port = sentry_port

    @property
    def cluster(self) -> ControlPlane:
        """The cluster that the chart is installed on."""
        return self._cluster

    @contextmanager
    def running(
        self,
        *names: str,
        environment: Mapping[str, str] | None = None,
        ready_within_s: float = READY_WITHIN_S,
    ) -> Iterator[None]:
        """Start programs in this order, each when the one before is ready, and stop them after the block."""
        with ExitStack() as stack:
            for name in names:
                ports = self._ports(name)
                pod = first_pod(self._cluster, _NAMESPACE, name)
                server = self._server(name, pod, ports, environment or {})
                server.start()
                stack.callback(server.stop)
                path = pod.spec.containers[0].readiness_probe.http_get.path
                probe = partial(answers, f"http://127.0.0.1:{ports.health}{path}")
                server.wait_until(probe, timeout_s=ready_within_s)
                self._lead_services(name, ports)
            yield

    def injector_port(self) -> int:
        """Return the port of the running injector's webhook."""
        port = self._routes.port_of(self._address(INJECTOR))
        assert port is not None
        return port

    def _ports(self, name: str) -> _Ports:
        own, health, metrics, webhook = free_ports(4)
        return _Ports(
            own=self._sentry_port if name == SENTRY else own, health=health, metrics=metrics, webhook=webhook
        )

    def _server(self, name: str, pod: Any, ports: _Ports, environment: Mapping[str, str]) -> Server:
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self._cluster.folder))
        overrides = Overrides(arguments=_listening(name, ports), environment=environment)
        path = program(_PROGRAMS[name])
        return pod_process(self._cluster, pod, program=path, folder=folder, overrides=overrides)

    def _lead_services(self, name: str, ports: _Ports) -> None:
        if name == INJECTOR:
            self._routes.add(self._address(INJECTOR), port=ports.own)
        if name == OPERATOR:
            self._routes.add(self._address("dapr-webhook"), port=ports.webhook)

    def _address(self, service: str) -> str:
        core = client.CoreV1Api(self._cluster.api_client)
        found: Any = core.read_namespaced_service(service, _NAMESPACE)
        return f"{found.spec.cluster_ip}:443"


def _listening(name: str, ports: _Ports) -> list[str]:
    """Return the arguments that give a program ports of its own on the loopback interface."""
    arguments = [f"--port={ports.own}", "--listen-address=127.0.0.1"]
    arguments += [f"--healthz-port={ports.health}", "--healthz-listen-address=127.0.0.1"]
    arguments += [f"--metrics-port={ports.metrics}", "--metrics-listen-address=127.0.0.1"]
    if name == OPERATOR:
        arguments += [
            f"--webhook-server-port={ports.webhook}",
            "--webhook-server-listen-address=127.0.0.1",
        ]
    return arguments
