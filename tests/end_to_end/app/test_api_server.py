"""Every object of the app stack, given to a real API server that refuses fields which it does not know.

The definitions of the custom resources are those of the pinned charts.
"""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from stacks import charts
from tests.components.helm import render
from tests.control_plane import ControlPlane, control_plane
from tests.support.kubernetes_objects import ApiServer, RefusedError, UnknownFieldError, manifest
from tests.support.references import resolved
from tests.support.synthesis import ENVIRONMENTS, synthesized

SAMPLES = {
    "backend_image": "registry.example.com/todo-backend:1",
    "frontend_image": "registry.example.com/todo-frontend:1",
    "public_fqdn": "todo.eastus.cloudapp.azure.com",
    "public_ip_name": "todo-gateway",
    "public_ip_resource_group": "todo-rg",
    "gateway_class": "envoy",
    "gateway_controller": "gateway.envoyproxy.io/gatewayclass-controller",
    "gateway_namespace": "envoy-gateway-system",
    "kafka_bootstrap_servers": "kafka.example.com:9092",
    "kafka_user": "todo",
    "expression": "made up",
    **dict.fromkeys(("database_url", "openai_api_key", "better_auth_secret", "redpanda_password"), "made up"),
    **dict.fromkeys(
        (
            "database_url_revision",
            "postgres_password_revision",
            "openai_api_key_revision",
            "better_auth_secret_revision",
            "redpanda_password_revision",
        ),
        "7",
    ),
}
_ROLLOUT_SECONDS = 60
_POLL_SECONDS = 0.2
# What has to be there before the rest can be.
_FIRST = ("kubernetes_namespace_v1", "kubernetes_service_account_v1", "kubernetes_secret_v1")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    with control_plane(folder=tmp_path_factory.mktemp("control-plane")) as handle:
        handle.apply(_definitions())
        yield handle


@pytest.fixture(scope="module")
def server(cluster: ControlPlane) -> ApiServer:
    return ApiServer(cluster.kubeconfig)


def _definitions() -> list[dict[str, Any]]:
    deployed = synthesized("production", "addons")["resource"]["helm_release"]
    found = []
    for release, chart in (
        ("dapr", charts.DAPR),
        ("gateway", charts.ENVOY_GATEWAY),
        ("certificates", charts.CERT_MANAGER),
    ):
        (values,) = deployed[release]["values"]
        rendered = render(
            chart=chart.name,
            version=chart.version,
            values=json.loads(values),
            namespace=deployed[release]["namespace"],
            include_crds=True,
        )
        found += [item for item in rendered if item["kind"] == "CustomResourceDefinition"]
    return found


def _resources(environment: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return type, name and arguments of each resource, the namespace first."""
    stack = synthesized(environment, "app")
    resources = [
        (kind, name, resolved(stack, arguments, SAMPLES))
        for kind, named in stack["resource"].items()
        for name, arguments in named.items()
    ]
    return sorted(resources, key=lambda resource: (resource[0] not in _FIRST, _FIRST.count(resource[0])))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_real_api_server_takes_every_object_and_warns_of_none(environment: str, server: ApiServer) -> None:
    resources = _resources(environment)
    namespace = next(
        manifest(server, kind, arguments)
        for kind, _, arguments in resources
        if kind == "kubernetes_namespace_v1"
    )
    server.apply(namespace, dry_run=False)
    refused = {}
    for kind, name, arguments in resources:
        try:
            warnings = server.apply(manifest(server, kind, arguments), dry_run=True)
        except (RefusedError, UnknownFieldError) as error:
            refused[f"{kind}.{name}"] = str(error)
        else:
            refused |= {f"{kind}.{name}": " ".join(warnings)} if warnings else {}
    assert refused == {}
    assert len(resources) > 40


def test_a_field_that_kubernetes_does_not_know_is_refused(server: ApiServer) -> None:
    (arguments,) = [a for kind, _, a in _resources("production") if kind == "kubernetes_namespace_v1"]
    spoilt = {**arguments, "metadata": {**arguments["metadata"], "lables": {}}}
    with pytest.raises(UnknownFieldError, match="has no field 'lables'"):
        manifest(server, "kubernetes_namespace_v1", spoilt)
    gateway = next(a for _, name, a in _resources("production") if name == "gateway_api_route")
    spoilt = {**gateway["manifest"], "spec": {**gateway["manifest"]["spec"], "hostnmaes": []}}
    with pytest.raises(RefusedError, match="hostnmaes"):
        server.apply(spoilt, dry_run=True)


def test_the_release_runs_within_quota_and_pod_security(server: ApiServer) -> None:
    """Pods are really admitted here: too small a quota or a privileged container would leave none."""
    resources = _resources("production")
    for kind, _, arguments in resources:
        server.apply(manifest(server, kind, arguments), dry_run=False)
    deadline = time.monotonic() + _ROLLOUT_SECONDS
    waiting = _unfinished(server)
    while waiting and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
        waiting = _unfinished(server)
    events = server.get("/api/v1/namespaces/todo/events")["items"]
    assert not waiting, [event["message"] for event in events if event["type"] == "Warning"]


def test_a_pod_that_is_not_restricted_is_refused(server: ApiServer) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "careless", "namespace": "todo"},
        "spec": {"containers": [{"name": "main", "image": "registry.example.com/careless:1"}]},
    }
    with pytest.raises(RefusedError, match='violates PodSecurity "restricted'):
        server.apply(pod, dry_run=True)


def _unfinished(server: ApiServer) -> set[str]:
    """Return the deployments without an available pod and the migrations that have not succeeded."""
    deployments = server.get("/apis/apps/v1/namespaces/todo/deployments")["items"]
    jobs = server.get("/apis/batch/v1/namespaces/todo/jobs")["items"]
    assert {item["metadata"]["name"] for item in (*deployments, *jobs)} == {
        "todo-backend",
        "todo-frontend",
        "todo-backend-migration",
        "todo-frontend-migration",
    }
    down = {item["metadata"]["name"] for item in deployments if not item["status"].get("availableReplicas")}
    return down | {item["metadata"]["name"] for item in jobs if item["status"].get("succeeded") != 1}
