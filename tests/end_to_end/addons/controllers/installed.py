"""A cluster with the charts of gateway and certificates, and the names of what runs there."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client

from contract.addons import AddonNamespace
from tests.components import pebble
from tests.components.pod_process import Network, Overrides, pod_process
from tests.components.process import NotReadyError, free_ports
from tests.control_plane import ControlPlane, ServiceRoutes
from tests.support.addon_program import Addon, RunningAddon, Surroundings, addon_program, seen
from tests.support.installed_addons import install_chart, name_the_platform, rendered_chart
from tests.support.kubernetes_objects import ApiServer, RefusedError, manifest
from tests.support.released_app import app_resources
from tools.components.go_programs import program

ENVIRONMENT = "production"
NAMESPACE = "todo"
GATEWAYS = ("gateway.networking.k8s.io", "v1")
CERTIFICATES = ("cert-manager.io", "v1")
GATEWAY_NAMESPACE = AddonNamespace.GATEWAY.value
CERTIFICATES_NAMESPACE = AddonNamespace.CERTIFICATES.value
ENVOY_GATEWAY = Addon(namespace=GATEWAY_NAMESPACE, deployment="envoy-gateway", program="envoy-gateway")
CONTROLLER, CAINJECTOR, WEBHOOK = (
    Addon(namespace=CERTIFICATES_NAMESPACE, deployment=deployment, program=name)
    for deployment, name in (
        ("cert-manager", "cert-manager-controller"),
        ("cert-manager-cainjector", "cert-manager-cainjector"),
        ("cert-manager-webhook", "cert-manager-webhook"),
    )
)
PUBLIC_HOST = "todo.eastus.cloudapp.azure.com"
ACME_PORT = 14000
_HOOK_WITHIN_S = 30
_CONTROL_WITHIN_S = 8


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Ports of the loopback interface: the gateway's, and the ACME server's for cert-manager."""

    http: int
    https: int
    acme: int


@dataclass(frozen=True, kw_only=True)
class Installed:
    """The cluster, the programs that run, and the ports that they expect others at."""

    cluster: ControlPlane
    routes: ServiceRoutes
    running: Mapping[Addon, RunningAddon]
    ports: Ports

    @property
    def custom(self) -> Any:
        """The client for custom resources."""
        return client.CustomObjectsApi(self.cluster.api_client)

    @property
    def core(self) -> Any:
        """The client for the core objects."""
        return client.CoreV1Api(self.cluster.api_client)

    def read(self, kind: tuple[str, str], plural: str, name: str, namespace: str = NAMESPACE) -> Any:
        """Return a custom resource."""
        return self.custom.get_namespaced_custom_object(*kind, namespace, plural, name)

    def wait(self, look: Callable[[], Any], what: str, *, within_s: float = 30) -> Any:
        """Return what `look` returns; say with the ends of the programs' logs when it does not come."""
        try:
            return seen(look, what, within_s=within_s)
        except AssertionError as error:
            logs = (
                running.server.log.read_text(errors="replace")[-4000:] for running in self.running.values()
            )
            raise AssertionError("\n".join([str(error), *logs])) from error


@contextmanager
def installed(cluster: ControlPlane, routes: ServiceRoutes) -> Iterator[Installed]:
    """Install both charts as Helm does, and run their controllers."""
    name_the_platform(cluster)
    install_chart(cluster, ENVIRONMENT, "gateway")
    _run_certgen(cluster)
    install_chart(cluster, ENVIRONMENT, "certificates")
    http, https, acme = free_ports(3)
    ports = Ports(http=http, https=https, acme=acme)
    outside = Surroundings(
        outgoing={"127.0.0.1:80": ports.http, f"127.0.0.1:{ACME_PORT}": ports.acme},
        hosts={PUBLIC_HOST: "127.0.0.1", pebble.HOST: "127.0.0.1"},
    )
    with ExitStack() as stack:
        running = {
            addon: stack.enter_context(addon_program(cluster, routes, addon, surroundings=around))
            for addon, around in (
                (WEBHOOK, None),
                (CAINJECTOR, None),
                (CONTROLLER, outside),
                (ENVOY_GATEWAY, None),
            )
        }
        _wait_for_webhook(cluster)
        yield Installed(cluster=cluster, routes=routes, running=running, ports=ports)


def apply_release(cluster: ControlPlane) -> None:
    """Apply the release of the app; its Dapr resources are left out, because that chart is not installed."""
    server = ApiServer(cluster.kubeconfig)
    for kind, _, arguments in app_resources(ENVIRONMENT):
        if not arguments.get("manifest", {}).get("apiVersion", "").startswith("dapr.io/"):
            server.apply(manifest(server, kind, arguments), dry_run=False)


def not_ready(addons: Installed, addon: Addon, *, overrides: Overrides | None = None) -> str:
    """Start a program that cannot work; return why it did not become ready."""
    with (
        pytest.raises(NotReadyError) as refused,
        addon_program(
            addons.cluster,
            addons.routes,
            addon,
            overrides=overrides,
            ready_within_s=_CONTROL_WITHIN_S,
        ),
    ):
        pytest.fail(f"{addon.deployment} became ready")
    return str(refused.value)


def log_says(addons: Installed, addon: Addon, text: str) -> bool:
    """Return whether a program of this add-on, one that ended among them, has logged a text."""
    logs = addons.cluster.folder.glob(f"{addon.deployment}-*/log")
    return any(text in log.read_text(errors="replace") for log in logs)


def condition(found: Sequence[Mapping[str, Any]], kind: str) -> tuple[str, str] | None:
    """Return status and reason of a condition."""
    return next(((item["status"], item["reason"]) for item in found if item["type"] == kind), None)


def _wait_for_webhook(cluster: ControlPlane) -> None:
    """Wait until the API server can call cert-manager's webhook, as the chart's post-install hook does."""
    server = ApiServer(cluster.kubeconfig)
    issuer = {
        "apiVersion": "/".join(CERTIFICATES),
        "kind": "Issuer",
        "metadata": {"name": "asked", "namespace": "default"},
        "spec": {"selfSigned": {}},
    }

    def answered() -> bool:
        try:
            server.apply(issuer, dry_run=True)
        except RefusedError:
            return False
        return True

    seen(answered, "an answer of cert-manager's webhook", within_s=_HOOK_WITHIN_S)


def _run_certgen(cluster: ControlPlane) -> None:
    """Run the chart's hook, which makes the certificates between gateway and proxies."""
    job = next(item for item in rendered_chart(ENVIRONMENT, "gateway") if item["kind"] == "Job")
    cluster.apply([job])
    core: Any = client.CoreV1Api(cluster.api_client)

    def pods() -> Any:
        listed: Any = core.list_namespaced_pod(GATEWAY_NAMESPACE, label_selector="app=certgen")
        return listed.items

    (pod, *_) = seen(pods, "the pod of certgen")
    server = pod_process(
        cluster,
        pod,
        program=program("envoy-gateway"),
        folder=Path(tempfile.mkdtemp(prefix="certgen-", dir=cluster.folder)),
        overrides=Overrides(),
        network=Network(),
    )
    server.start()
    seen(lambda: not server.running, "the end of certgen", within_s=_HOOK_WITHIN_S)
    names = {item.metadata.name for item in core.list_namespaced_secret(GATEWAY_NAMESPACE).items}
    assert {"envoy", "envoy-gateway"} <= names, server.log.read_text()
