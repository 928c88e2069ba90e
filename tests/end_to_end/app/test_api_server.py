"""Every object of the app stack, given to a real API server that refuses fields which it does not know.

The definitions of the custom resources are those of the pinned charts.
"""

import time
from collections.abc import Iterator

import pytest

from tests.control_plane import ControlPlane, control_plane
from tests.support.kubernetes_objects import ApiServer, RefusedError, UnknownFieldError, manifest
from tests.support.released_app import addon_definitions, app_resources
from tests.support.synthesis import ENVIRONMENTS

_ROLLOUT_SECONDS = 60
_POLL_SECONDS = 0.2


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    with control_plane(folder=tmp_path_factory.mktemp("control-plane")) as handle:
        handle.apply(addon_definitions())
        yield handle


@pytest.fixture(scope="module")
def server(cluster: ControlPlane) -> ApiServer:
    return ApiServer(cluster.kubeconfig)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_real_api_server_takes_every_object_and_warns_of_none(environment: str, server: ApiServer) -> None:
    resources = app_resources(environment)
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
    (arguments,) = [a for kind, _, a in app_resources("production") if kind == "kubernetes_namespace_v1"]
    spoilt = {**arguments, "metadata": {**arguments["metadata"], "lables": {}}}
    with pytest.raises(UnknownFieldError, match="has no field 'lables'"):
        manifest(server, "kubernetes_namespace_v1", spoilt)
    gateway = next(a for _, name, a in app_resources("production") if name == "gateway_api_route")
    spoilt = {**gateway["manifest"], "spec": {**gateway["manifest"]["spec"], "hostnmaes": []}}
    with pytest.raises(RefusedError, match="hostnmaes"):
        server.apply(spoilt, dry_run=True)


def test_the_release_runs_within_quota_and_pod_security(server: ApiServer) -> None:
    """Pods are really admitted here: too small a quota or a privileged container would leave none."""
    resources = app_resources("production")
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
