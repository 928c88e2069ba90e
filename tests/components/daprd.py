"""Dapr's sidecar, standing alone: no control plane, resources read from a folder."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.components.process import Server, answers, free_ports
from tools.components.go_programs import program

READY_TIMEOUT_S = 30


@dataclass(frozen=True, kw_only=True)
class AppHealth:
    """How the sidecar probes the application; deliveries pause while it is unhealthy."""

    path: str = "/health"
    interval_s: int = 1
    timeout_ms: int = 500
    threshold: int = 2


@dataclass(frozen=True, kw_only=True)
class Daprd:
    """A running sidecar."""

    server: Server
    http_port: int
    grpc_port: int

    @property
    def url(self) -> str:
        """Base URL of the HTTP API, without a slash at the end."""
        return f"http://127.0.0.1:{self.http_port}"

    def wait_ready(self, *, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Wait until components are loaded and the application, where there is one, listens."""
        self.server.wait_until(lambda: answers(f"{self.url}/v1.0/healthz"), timeout_s=timeout_s)

    def wait_outbound(self, *, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Wait until the sidecar's own API can be called; the application need not listen yet."""
        self.server.wait_until(lambda: answers(f"{self.url}/v1.0/healthz/outbound"), timeout_s=timeout_s)

    def restart(self, *, kill: bool = False) -> None:
        """Stop (or kill) the sidecar and start it on the same ports; does not wait until it is ready."""
        if kill:
            self.server.kill()
        else:
            self.server.stop()
        self.server.start()


@contextmanager
def daprd(
    *,
    folder: Path,
    app_id: str,
    resources: Path,
    app_port: int | None = None,
    app_health: AppHealth | None = None,
    config: Path | None = None,
    http_port: int | None = None,
    grpc_port: int | None = None,
    environment: Mapping[str, str] | None = None,
    arguments: Sequence[str] = (),
) -> Iterator[Daprd]:
    """Start a sidecar, yield its handle without waiting for the application, and stop it.

    `resources` is a folder with Dapr resources (components, subscriptions, resiliency). Secrets reach the
    components through `environment` and a component of type `secretstores.local.env`. The log is
    `folder`/daprd-<app_id>.log.
    """
    http, grpc, internal, profile = free_ports(4)
    http, grpc = http_port or http, grpc_port or grpc
    command = [
        str(program("daprd")),
        f"--app-id={app_id}",
        f"--resources-path={resources}",
        "--dapr-listen-addresses=127.0.0.1",
        f"--dapr-http-port={http}",
        f"--dapr-grpc-port={grpc}",
        f"--dapr-internal-grpc-port={internal}",
        "--dapr-internal-grpc-listen-address=127.0.0.1",
        f"--profile-port={profile}",
        "--enable-mtls=false",
        "--enable-metrics=false",
        "--dapr-graceful-shutdown-seconds=5",
        "--log-as-json",
        *([] if app_port is None else [f"--app-port={app_port}"]),
        *([] if config is None else [f"--config={config}"]),
        *_health_arguments(app_health),
        *arguments,
    ]
    log = folder / f"daprd-{app_id}.log"
    server = Server(name=f"daprd of {app_id}", command=command, log=log, environment=environment)
    handle = Daprd(server=server, http_port=http, grpc_port=grpc)
    server.start()
    try:
        handle.wait_outbound()
        yield handle
    finally:
        server.stop()


def _health_arguments(health: AppHealth | None) -> list[str]:
    if health is None:
        return []
    return [
        "--enable-app-health-check",
        f"--app-health-check-path={health.path}",
        f"--app-health-probe-interval={health.interval_s}",
        f"--app-health-probe-timeout={health.timeout_ms}",
        f"--app-health-threshold={health.threshold}",
    ]
