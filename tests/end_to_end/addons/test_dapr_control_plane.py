"""Dapr's operator, sentry and injector: the real programs, as the chart with our values runs them.

Each has the arguments, variables, files, service account and rights of a pod of the installed chart. The API
server calls their webhooks by their Services' names. What differs: the ports, and where sentry listens.
"""

import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography import x509
from kubernetes import client

from stacks import charts
from tests.components.process import NotReadyError, free_ports
from tests.control_plane import ServiceRoutes, control_plane
from tests.end_to_end.health import environment
from tests.end_to_end.health.command import health, seen
from tests.end_to_end.health.environment import NAMESPACE
from tests.support.dapr_control_plane import INJECTOR, OPERATOR, SENTRY, DaprControlPlane
from tests.support.installed_addons import install_addons

DAPR_NAMESPACE = "dapr-system"
DAPR_GROUP = "dapr.io"
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory, routes: ServiceRoutes) -> Iterator[DaprControlPlane]:
    """Yield the control plane of an installed chart, before its start."""
    (sentry_port,) = free_ports(1)
    with control_plane(folder=tmp_path_factory.mktemp("dapr"), routes=routes) as cluster:
        install_addons(cluster, "production", sentry_port=sentry_port)
        yield DaprControlPlane(cluster, routes, sentry_port=sentry_port)


@pytest.fixture(scope="module")
def dapr(stopped: DaprControlPlane) -> Iterator[DaprControlPlane]:
    with stopped.running(SENTRY, OPERATOR, INJECTOR):
        yield stopped


@pytest.fixture
def core(dapr: DaprControlPlane) -> Any:
    return client.CoreV1Api(dapr.cluster.api_client)


def test_an_injector_that_trusts_another_authority_does_not_become_ready(stopped: DaprControlPlane) -> None:
    """The control: readiness is not what a program says of itself before it has its certificate."""
    wrong = {"DAPR_CONTROL_PLANE_TRUST_DOMAIN": "elsewhere"}
    with (
        stopped.running(SENTRY),
        pytest.raises(NotReadyError, match=INJECTOR),
        stopped.running(INJECTOR, environment=wrong, ready_within_s=10),
    ):
        pytest.fail("the injector became ready")


def test_all_three_become_ready_and_the_addons_are_well(dapr: DaprControlPlane) -> None:
    found = health(dapr.cluster.kubeconfig, "--only", "addons")
    assert found.code == 0
    well = found.by_status("ok")
    assert well["Dapr injector"] == "its webhook can be called"
    assert well["Dapr root"].startswith("ends on ")
    assert well["Dapr version"] == charts.DAPR.version


def test_sentry_signs_the_certificate_that_the_injector_serves(dapr: DaprControlPlane, core: Any) -> None:
    anchors = core.read_namespaced_config_map("dapr-trust-bundle", DAPR_NAMESPACE).data["ca.crt"]
    trust = ssl.create_default_context(cadata=anchors)
    name = f"{INJECTOR}.{DAPR_NAMESPACE}.svc"
    with (
        socket.create_connection(("127.0.0.1", dapr.injector_port()), timeout=5) as connection,
        trust.wrap_socket(connection, server_hostname=name) as secured,
    ):
        served = x509.load_der_x509_certificate(secured.getpeercert(binary_form=True) or b"")
    names = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [
        f"spiffe://cluster.local/ns/{DAPR_NAMESPACE}/dapr-injector"
    ]


def test_pods_of_the_release_get_their_sidecar(dapr: DaprControlPlane, core: Any) -> None:
    environment.release(dapr.cluster)
    found = seen(
        lambda found: found.by_status("ok").get("Sidecars") == "4 of 4 pods have theirs",
        dapr.cluster.kubeconfig,
        "--only",
        "dapr",
    )
    assert found.by_status("ok")["Sidecars"] == "4 of 4 pods have theirs"
    (pod, *_) = core.list_namespaced_pod(
        NAMESPACE, label_selector="app.kubernetes.io/name=todo-backend"
    ).items
    (sidecar,) = [item for item in _containers(pod) if item.name == "daprd"]
    assert sidecar.image == f"ghcr.io/dapr/daprd:{charts.DAPR.version}"
    assert sidecar.security_context.capabilities.drop == ["ALL"]
    variables = {item.name: item.value for item in sidecar.env}
    assert variables["DAPR_TRUST_ANCHORS"].startswith("-----BEGIN CERTIFICATE-----")
    arguments = dict(zip(sidecar.args, sidecar.args[1:], strict=False))
    assert arguments["--app-id"] == "todo-backend"
    assert arguments["--mode"] == "kubernetes"
    # Neither is installed; a sidecar that waits for one would never become ready.
    assert not arguments.get("--placement-host-address")
    assert not arguments.get("--scheduler-host-address")


def test_a_pod_that_does_not_ask_for_a_sidecar_gets_none(core: Any) -> None:
    plain = {"metadata": {"name": "plain"}, "spec": {"containers": [{"name": "main", "image": "example:1"}]}}
    core.create_namespaced_pod("default", plain)
    pod = core.read_namespaced_pod("plain", "default")
    assert [item.name for item in _containers(pod)] == ["main"]


def test_the_operators_webhook_converts_a_subscription(dapr: DaprControlPlane) -> None:
    custom = client.CustomObjectsApi(dapr.cluster.api_client)
    old = {
        "apiVersion": f"{DAPR_GROUP}/v1alpha1",
        "kind": "Subscription",
        "metadata": {"name": "old"},
        "spec": {"pubsubname": "task-events-pubsub", "topic": "task-events", "route": "/events/tasks"},
    }
    custom.create_namespaced_custom_object(DAPR_GROUP, "v1alpha1", "default", "subscriptions", old)
    new: Any = custom.get_namespaced_custom_object(DAPR_GROUP, "v2alpha1", "default", "subscriptions", "old")
    assert new["spec"]["routes"] == {"default": "/events/tasks"}


def _containers(pod: Any) -> list[Any]:
    return [*(pod.spec.init_containers or []), *pod.spec.containers]
