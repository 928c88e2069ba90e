"""Every object of the app stack, given to a real API server that refuses fields which it does not know.

The definitions of the custom resources are those of the pinned charts.
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.control_plane import ControlPlane, control_plane
from tests.support.kube_score import Accepted, findings
from tests.support.kubernetes_objects import ApiServer, RefusedError, UnknownFieldError, manifest
from tests.support.released_app import addon_definitions, app_resources
from tests.support.synthesis import ENVIRONMENTS

ACCEPTED = [
    Accepted(
        check="container-image-pull-policy",
        objects="*",
        reason="Images have a digest or a tag that is never moved, and a pod starts without the registry.",
    ),
    Accepted(
        check="networkpolicy-targets-pod",
        objects="NetworkPolicy/acme-solver",
        reason="cert-manager makes the solver's pods, for as long as a certificate is issued.",
    ),
    Accepted(
        check="deployment-has-host-podantiaffinity",
        objects="Deployment/*",
        reason="Topology spread constraints keep replicas apart, over nodes and zones.",
    ),
]
ONE_REPLICA = Accepted(
    check="horizontalpodautoscaler-replicas",
    objects="HorizontalPodAutoscaler/*",
    reason="The budget environment runs one replica for its price.",
)
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


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_kube_score_finds_nothing_but_what_is_accepted(environment: str, server: ApiServer) -> None:
    objects = [manifest(server, kind, arguments) for kind, _, arguments in app_resources(environment)]
    accepted = [*ACCEPTED, ONE_REPLICA] if environment == "budget" else ACCEPTED
    assert findings(objects, accepted=accepted) == []


def test_kube_score_finds_what_is_planted_and_what_is_accepted_without_need(server: ApiServer) -> None:
    objects = [manifest(server, kind, arguments) for kind, _, arguments in app_resources("production")]
    [backend] = [item for item in objects if _is(item, "Deployment", "todo-backend")]
    containers = backend["spec"]["template"]["spec"]["containers"]
    [container] = [item for item in containers if item["name"] == "todo-backend"]
    del container["resources"]["limits"]["ephemeral-storage"]
    container["securityContext"]["readOnlyRootFilesystem"] = False
    found = findings(objects, accepted=[*ACCEPTED, ONE_REPLICA])
    assert {line.split(": ")[1] for line in found[:-1]} == {
        "container-ephemeral-storage-request-and-limit",
        "container-security-context-readonlyrootfilesystem",
    }
    assert "accepted, but not found: horizontalpodautoscaler-replicas" in found[-1]


def _is(item: Mapping[str, Any], kind: str, name: str) -> bool:
    return (item["kind"], item["metadata"]["name"]) == (kind, name)


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
        "database-grant",
        "database-retire",
    }
    down = {item["metadata"]["name"] for item in deployments if not item["status"].get("availableReplicas")}
    return down | {item["metadata"]["name"] for item in jobs if item["status"].get("succeeded") != 1}
