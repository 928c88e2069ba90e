"""One healthy environment, and the same with something broken: each is found and named, and nothing else."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from kubernetes import client

from stacks import charts
from tests.components.process import free_ports
from tests.control_plane import (
    ControlPlane,
    FailingPods,
    Failure,
    ServiceRoutes,
    control_plane,
)
from tests.end_to_end.health import environment
from tests.end_to_end.health.command import Health, health, run_health, seen
from tests.end_to_end.health.environment import NAMESPACE, condition
from tests.support.certificates import root_certificate
from tests.support.dapr_control_plane import INJECTOR, SENTRY, DaprControlPlane
from tests.support.installed_addons import install_addons

BACKEND = {"app.kubernetes.io/name": "todo-backend"}
# Reports in its place come from the test: there is no metrics API here.
AUTOSCALER_CONTROLLER = "horizontal-pod-autoscaler-controller"
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Yield the public URL: a page, and the backend's health."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"status": "healthy"}')

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def dapr(
    tmp_path_factory: pytest.TempPathFactory, routes: ServiceRoutes, site: str
) -> Iterator[DaprControlPlane]:
    """Yield Dapr's control plane, started where a test says so, on the cluster of a healthy environment."""
    (sentry_port,) = free_ports(1)
    folder = tmp_path_factory.mktemp("health")
    with control_plane(folder=folder, without=[AUTOSCALER_CONTROLLER], routes=routes) as cluster:
        install_addons(cluster, "production", sentry_port=sentry_port)
        handle = DaprControlPlane(cluster, routes, sentry_port=sentry_port)
        with injecting(handle):
            environment.release(cluster)
            environment.report_all_well(cluster)
            well = seen(lambda found: found.code == 0, cluster.kubeconfig, "--url", site)
            assert well.wrong == {}
        yield handle


@pytest.fixture(scope="module")
def cluster(dapr: DaprControlPlane) -> ControlPlane:
    return dapr.cluster


@pytest.fixture
def core(cluster: ControlPlane) -> Any:
    return client.CoreV1Api(cluster.api_client)


def test_a_healthy_environment_is_well_from_the_nodes_to_the_page(cluster: ControlPlane, site: str) -> None:
    found = health(cluster.kubeconfig, "--url", site)
    assert found.code == 0
    assert {item["status"] for item in found.findings} == {"ok"}
    details = found.by_status("ok")
    assert details["Deployment/todo-backend"] == "2 of 2 ready"
    assert details["Job/todo-backend-migration"] == "done"
    assert details["Sidecars"] == "4 of 4 pods have theirs"
    assert details["Component/task-events-pubsub"] == "pubsub.kafka v1, for todo-backend"
    assert details["HorizontalPodAutoscaler/todo-backend"] == "2 replicas (2 to 5)"
    assert details["Gateway/todo"] == "Programmed at 192.0.2.10"
    assert details["Certificate/todo"].endswith("60 days left")
    assert details["Dapr version"] == charts.DAPR.version
    assert details[f"{site}: backend healthy"] == "status healthy"
    assert len([name for name in details if name.startswith("Pod/")]) == 4


def test_a_crash_looping_backend_is_first_with_its_pods_and_where_its_log_is(
    cluster: ControlPlane, dapr: DaprControlPlane
) -> None:
    with injecting(dapr):
        cluster.fail_pods([FailingPods(failure=Failure.CRASH_LOOP, labels=BACKEND)])
        make_pods_anew(cluster, "todo-backend")
        found = seen(has_failed("Deployment/todo-backend"), cluster.kubeconfig)
    cluster.fail_pods([])
    mend_pods(dapr)
    assert found.code == 12
    first = found.findings[0]
    assert first["subject"] == "Deployment/todo-backend"
    assert first["detail"].startswith("0 of 2 ready, nothing serves; it crashes: exit code 1")
    assert first["remedy"].startswith("ops rollout status")
    pods = [name for name in found.by_status("attention") if name.startswith("Pod/todo-backend-")]
    assert len(pods) == 2
    assert not [name for name in found.wrong if "frontend" in name]


def test_a_pod_that_was_admitted_without_its_sidecar_is_found(
    cluster: ControlPlane, core: Any, dapr: DaprControlPlane
) -> None:
    """The injector is away by now; its webhook fails open, so the new pod runs, ready and alone."""
    pods = core.list_namespaced_pod(NAMESPACE, label_selector="app.kubernetes.io/name=todo-frontend")
    gone = pods.items[0].metadata.name
    core.delete_namespaced_pod(gone, NAMESPACE)
    found = seen(
        lambda seen: "Sidecars" in seen.by_status("failed") and not seen.by_status("attention"),
        cluster.kubeconfig,
    )
    mend_pods(dapr)
    assert found.code == 12
    assert found.wrong["Sidecars"] == "3 of 4 pods have theirs"
    (alone,) = [item for item in found.findings if item["subject"].startswith("Sidecar of ")]
    assert "admitted without it" in alone["detail"]
    assert alone["remedy"].endswith(f"delete pod {alone['subject'].removeprefix('Sidecar of ')}")
    assert "Deployment/todo-frontend" in found.by_status("ok")


def test_a_certificate_that_is_not_renewed_and_its_issuer_are_named(cluster: ControlPlane) -> None:
    environment.report_certificate(cluster, days=5)
    environment.report_issuer(cluster, ready=False)
    try:
        found = health(cluster.kubeconfig, "--only", "certificates")
    finally:
        environment.report_certificate(cluster, days=60)
        environment.report_issuer(cluster)
    assert found.code == 12
    assert "5 days left: its renewal does not work" in found.by_status("failed")["Certificate/todo"]
    assert found.wrong["Issuer/todo"] == "not Ready: failed to register an ACME account"


def test_a_certificate_whose_renewal_is_due_wants_attention(cluster: ControlPlane) -> None:
    environment.report_certificate(cluster, days=20)
    try:
        found = health(cluster.kubeconfig, "--only", "certificates")
    finally:
        environment.report_certificate(cluster, days=60)
    assert found.code == 11
    assert "20 days left, its renewal is due since" in found.by_status("attention")["Certificate/todo"]


def test_an_autoscaler_at_its_maximum_wants_attention(cluster: ControlPlane) -> None:
    limited = condition("ScalingLimited", reason="TooManyReplicas", message="more than the maximum")
    environment.report_autoscaler(cluster, "todo-backend", replicas=5, limited=limited)
    try:
        found = health(cluster.kubeconfig, "--only", "autoscalers")
    finally:
        environment.report_autoscaler(cluster, "todo-backend")
    assert found.code == 11
    (name, detail), *others = found.wrong.items()
    assert (name, others) == ("HorizontalPodAutoscaler/todo-backend", [])
    assert detail == "5 replicas (2 to 5), at its maximum, and wants more"


def test_a_node_that_is_not_ready_and_a_gateway_without_address_are_found(
    cluster: ControlPlane, core: Any
) -> None:
    lost = condition("Ready", holds=False, reason="KubeletNotReady", message="container runtime is down")
    before = core.read_node("node-2").status.conditions
    looked_at = ("--only", "nodes", "--only", "gateway")
    with cluster.without_kubelets():
        core.patch_node_status("node-2", {"status": {"conditions": [lost]}})
        environment.report_gateway(cluster, programmed=False)
        found = health(cluster.kubeconfig, *looked_at)
        printed = run_health(cluster.kubeconfig, *looked_at)
        core.patch_node_status("node-2", {"status": {"conditions": [plain(item) for item in before]}})
        environment.report_gateway(cluster)
    assert found.code == 12
    assert found.by_status("failed") == {
        "Node/node-2": "not ready: container runtime is down",
        "Gateway/todo": "not Programmed: no address is assigned",
    }
    assert printed.returncode == 12
    assert "2 failed" in printed.stderr
    assert printed.stdout.index("Node/node-2") < printed.stdout.index("Node/node-1")
    assert "Gateway/todo: kubectl -n todo describe gateway todo" in printed.stdout


def test_the_root_certificate_of_dapr_is_announced_a_month_before_its_end(
    cluster: ControlPlane, core: Any
) -> None:
    before = core.read_namespaced_config_map("dapr-trust-bundle", "dapr-system").data
    soon = root_certificate(ends=datetime.now(UTC) + timedelta(days=20, hours=1))
    core.patch_namespaced_config_map("dapr-trust-bundle", "dapr-system", {"data": {"ca.crt": soon}})
    try:
        found = health(cluster.kubeconfig, "--only", "addons")
    finally:
        core.patch_namespaced_config_map("dapr-trust-bundle", "dapr-system", {"data": before})
    assert found.code == 11
    assert found.by_status("attention")["Dapr root"].endswith("in 20 days")


def test_what_a_person_may_not_read_is_one_finding_and_the_rest_is_told(
    cluster: ControlPlane, core: Any, tmp_path: Path
) -> None:
    kubeconfig = reader_of_deployments(cluster, core, tmp_path)
    found = health(kubeconfig, "--only", "workloads", "--only", "nodes")
    assert found.code == 11
    (unread,) = found.by_status("unread").values()
    assert unread.startswith("nodes, pods, events: the cluster refuses: HTTP 403")
    assert "Deployment/todo-backend" in found.by_status("ok")


def reader_of_deployments(cluster: ControlPlane, core: Any, folder: Path) -> Path:
    """Return a kubeconfig that may list Deployments, ReplicaSets and Jobs, and nothing else."""
    settings = cluster.kubeconfig.read_text()
    name = client.V1ObjectMeta(name="reader")
    core.create_namespaced_service_account(NAMESPACE, client.V1ServiceAccount(metadata=name))
    token = core.create_namespaced_service_account_token(
        "reader",
        NAMESPACE,
        client.AuthenticationV1TokenRequest(
            spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=3600)
        ),
    )
    rbac = client.RbacAuthorizationV1Api(cluster.api_client)
    rbac.create_namespaced_role(
        NAMESPACE,
        client.V1Role(
            metadata=name,
            rules=[
                client.V1PolicyRule(
                    api_groups=["apps", "batch"],
                    resources=["deployments", "replicasets", "jobs"],
                    verbs=["list"],
                )
            ],
        ),
    )
    rbac.create_namespaced_role_binding(
        NAMESPACE,
        client.V1RoleBinding(
            metadata=name,
            role_ref=client.V1RoleRef(api_group="rbac.authorization.k8s.io", kind="Role", name="reader"),
            subjects=[client.RbacV1Subject(kind="ServiceAccount", name="reader", namespace=NAMESPACE)],
        ),
    )
    administrator = _token_of(settings)
    file = folder / "kubeconfig"
    file.write_text(settings.replace(administrator, token.status.token))
    return file


def _token_of(kubeconfig: str) -> str:
    return str(json.loads(kubeconfig)["users"][0]["user"]["token"])


def injecting(dapr: DaprControlPlane) -> AbstractContextManager[None]:
    """Give new pods their sidecar while the block runs; at other times the webhook fails open."""
    return dapr.running(SENTRY, INJECTOR)


def make_pods_anew(cluster: ControlPlane, *names: str) -> None:
    for name in names:
        client.CoreV1Api(cluster.api_client).delete_collection_namespaced_pod(
            NAMESPACE, label_selector=f"app.kubernetes.io/name={name}"
        )


def mend_pods(dapr: DaprControlPlane) -> None:
    with injecting(dapr):
        make_pods_anew(dapr.cluster, "todo-backend", "todo-frontend")
        assert seen(lambda found: found.code == 0, dapr.cluster.kubeconfig).wrong == {}


def has_failed(subject: str) -> Callable[[Health], bool]:
    return lambda found: subject in found.by_status("failed")


def plain(item: Any) -> dict[str, Any]:
    """Return an object of the client as the API server takes it."""
    sent: dict[str, Any] = client.ApiClient().sanitize_for_serialization(item)  # type: ignore[no-untyped-call]
    return sent
