"""A controller of an add-on as a real program: from a pod of the installed Deployment, in its own network.

Arguments, variables, files, ports, service account and rights are the pod's. The API server calls the program
by the addresses of the Services that select the pod.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kubernetes import client

from tests.components.pod_process import Network, Overrides, pod_process
from tests.components.process import Server, answers, free_ports
from tests.control_plane import ControlPlane, ServiceRoutes
from tools.components.go_programs import program

T = TypeVar("T")
READY_WITHIN_S = 60
_PODS_WITHIN_S = 60


@dataclass(frozen=True, kw_only=True)
class Addon:
    """A Deployment, and the program of `PROGRAMS` that is in its image."""

    namespace: str
    deployment: str
    program: str


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a program finds outside of the cluster: see `Network`."""

    outgoing: Mapping[str, int] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RunningAddon:
    """A program that runs; `ports` leads from the pod's ports to those of the loopback interface."""

    server: Server
    pod: Any
    ports: Mapping[int, int]


@contextmanager
def addon_program(
    cluster: ControlPlane,
    routes: ServiceRoutes,
    addon: Addon,
    *,
    overrides: Overrides | None = None,
    surroundings: Surroundings | None = None,
    ready_within_s: float = READY_WITHIN_S,
) -> Iterator[RunningAddon]:
    """Start a program, yield it when its own probe succeeds, and stop it after the block."""
    pod = first_pod(cluster, addon.namespace, addon.deployment)
    container = pod.spec.containers[0]
    port, path = _probe(container)
    inside = sorted({port, *(declared.container_port for declared in container.ports or [])})
    ports = dict(zip(inside, free_ports(len(inside)), strict=True))
    around = surroundings or Surroundings()
    network = Network(
        incoming={outside: port for port, outside in ports.items()},
        outgoing=around.outgoing,
        hosts=around.hosts,
    )
    server = pod_process(
        cluster,
        pod,
        program=program(addon.program),
        folder=Path(tempfile.mkdtemp(prefix=f"{addon.deployment}-", dir=cluster.folder)),
        overrides=overrides or Overrides(),
        network=network,
    )
    server.start()
    try:
        server.wait_until(partial(answers, f"http://127.0.0.1:{ports[port]}{path}"), timeout_s=ready_within_s)
        _lead_services(cluster, routes, pod, ports)
        yield RunningAddon(server=server, pod=pod, ports=ports)
    finally:
        server.stop()


def first_pod(cluster: ControlPlane, namespace: str, deployment: str) -> Any:
    """Return a pod of a Deployment, when there is one."""
    apps, core = client.AppsV1Api(cluster.api_client), client.CoreV1Api(cluster.api_client)
    found: Any = apps.read_namespaced_deployment(deployment, namespace)
    selector = ",".join(f"{key}={value}" for key, value in found.spec.selector.match_labels.items())

    def pods() -> Any:
        listed: Any = core.list_namespaced_pod(namespace, label_selector=selector)
        return listed.items

    return seen(pods, f"pods of {deployment}", within_s=_PODS_WITHIN_S)[0]


def seen(look: Callable[[], T], what: str, *, within_s: float = READY_WITHIN_S) -> T:
    """Return what `look` returns when it is something; fail with its name when time is over."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what}: not seen in {within_s:.0f} s"
        time.sleep(0.1)
    return found


def _probe(container: Any) -> tuple[int, str]:
    """Return port and path that tell whether a container is ready, or else that it runs."""
    probe = container.readiness_probe or container.liveness_probe
    named = {port.name: port.container_port for port in container.ports}
    if probe is None:
        return named["http-metrics"], "/metrics"
    port = probe.http_get.port
    return named.get(port) or int(port), probe.http_get.path


def _lead_services(cluster: ControlPlane, routes: ServiceRoutes, pod: Any, ports: Mapping[int, int]) -> None:
    named = {port.name: port.container_port for port in pod.spec.containers[0].ports}
    services: Any = client.CoreV1Api(cluster.api_client).list_namespaced_service(pod.metadata.namespace)
    for service in services.items:
        if not (service.spec.selector or {}).items() <= pod.metadata.labels.items():
            continue
        for port in service.spec.ports:
            inside = named.get(port.target_port) or int(port.target_port)
            routes.add(f"{service.spec.cluster_ip}:{port.port}", port=ports[inside])
