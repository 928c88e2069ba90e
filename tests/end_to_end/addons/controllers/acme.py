"""What happens between cert-manager and an ACME server for the release's certificate."""

import base64
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.components.pebble import HOST, Pebble
from tests.components.pod_process import Network, Overrides, pod_process
from tests.components.process import free_ports
from tests.end_to_end.addons.controllers.installed import (
    ACME_PORT,
    CERTIFICATES,
    NAMESPACE,
    Installed,
    condition,
)
from tests.support.addon_program import seen
from tools.components.go_programs import program

ACME = ("acme.cert-manager.io", "v1")
SOLVER = "acme.cert-manager.io/http01-solver=true"
_SOLVER_PORT = 8089


def trust(addons: Installed, server: Pebble) -> None:
    """Let the release's Issuer register at the test's server: its address and authority differ, no more."""
    acme = {
        "server": f"https://{HOST}:{ACME_PORT}/dir",
        "caBundle": base64.b64encode(server.authority.encode()).decode(),
    }
    addons.custom.patch_namespaced_custom_object(
        *CERTIFICATES, NAMESPACE, "issuers", "todo", {"spec": {"acme": acme}}
    )


def ready(addons: Installed, plural: str) -> bool:
    """Return whether the release's Issuer or Certificate is ready."""
    status = addons.read(CERTIFICATES, plural, "todo").get("status", {})
    found = condition(status.get("conditions", []), "Ready")
    return found is not None and found[0] == "True"


def challenge(addons: Installed) -> Mapping[str, Any] | None:
    """Return the challenge of the release's certificate, once it is presented."""
    found = addons.custom.list_namespaced_custom_object(*ACME, NAMESPACE, "challenges")["items"]
    return next((item for item in found if item.get("status", {}).get("presented")), None)


def solver_route(addons: Installed) -> Any:
    """Return the route that leads the challenge's requests to the solver."""
    found: Any = addons.custom.list_namespaced_custom_object(
        "gateway.networking.k8s.io", "v1", NAMESPACE, "httproutes", label_selector=SOLVER
    )
    return next(iter(found["items"]), None)


@contextmanager
def running_solver(addons: Installed) -> Iterator[tuple[str, int]]:
    """Run the solver of its pod; yield the name of its Service, and a port that leads to it."""
    pods = seen(
        lambda: addons.core.list_namespaced_pod(NAMESPACE, label_selector=SOLVER).items, "the solver's pod"
    )
    (service,) = addons.core.list_namespaced_service(NAMESPACE, label_selector=SOLVER).items
    (port,) = free_ports(1)
    server = pod_process(
        addons.cluster,
        pods[0],
        program=program("cert-manager-acmesolver"),
        folder=Path(tempfile.mkdtemp(prefix="solver-", dir=addons.cluster.folder)),
        overrides=Overrides(),
        network=Network(incoming={port: _SOLVER_PORT}),
    )
    server.start()
    try:
        yield service.metadata.name, port
    finally:
        server.stop()
