"""From a cluster with nothing on it to one with its add-ons: what is absent is said, and nothing crashes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from stacks import charts
from tests.components.process import free_ports
from tests.control_plane import ControlPlane, ServiceRoutes, control_plane
from tests.end_to_end.health.command import health, run_health, seen
from tests.support.dapr_control_plane import INJECTOR, OPERATOR, SENTRY, DaprControlPlane
from tests.support.installed_addons import install_addons

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, routes: ServiceRoutes) -> Iterator[ControlPlane]:
    with control_plane(folder=tmp_path_factory.mktemp("nothing"), routes=routes) as handle:
        yield handle


def test_on_an_empty_cluster_kinds_that_are_not_defined_are_one_finding(cluster: ControlPlane) -> None:
    found = health(cluster.kubeconfig)
    assert found.code == 12
    unread = found.by_status("unread")["Not read"]
    for kind in ("Dapr components", "gateways", "routes", "certificates", "issuers"):
        assert kind in unread
    assert unread.endswith("the cluster does not know this kind: its add-on is not installed")
    failed = found.by_status("failed")
    assert failed["cert-manager/cert-manager"] == "not installed"
    assert failed["Definitions"].startswith("not served: components.dapr.io/v1alpha1")
    assert set(found.by_status("absent")) == {"Deployments", "Autoscalers", "Public URL"}
    assert set(found.by_status("ok")) == {"Node/node-1", "Node/node-2", "Node/node-3"}


def test_an_autoscaler_that_cannot_read_its_metric_has_failed(cluster: ControlPlane) -> None:
    """The controller's own word: this cluster has no metrics API."""
    cluster.apply(_scaled_deployment("scaled"))
    name = "HorizontalPodAutoscaler/api"
    found = seen(
        lambda found: name in found.by_status("failed"),
        cluster.kubeconfig,
        "--only",
        "autoscalers",
        namespace="scaled",
    )
    assert found.code == 12
    assert "cannot read its metric: the HPA was unable to compute the replica count" in found.wrong[name]
    (finding,) = found.findings
    assert finding["remedy"].startswith("kubectl top pods")


def test_the_addons_from_their_installation_to_their_start(
    cluster: ControlPlane, routes: ServiceRoutes
) -> None:
    (sentry_port,) = free_ports(1)
    install_addons(cluster, "budget", sentry_port=sentry_port)
    installed = health(cluster.kubeconfig, "--only", "addons")
    assert installed.code == 12
    assert set(installed.by_status("failed")) == {"Dapr root", "Dapr injector"}

    dapr = DaprControlPlane(cluster, routes, sentry_port=sentry_port)
    with dapr.running(SENTRY, OPERATOR, INJECTOR):
        started = health(cluster.kubeconfig, "--only", "addons")
    assert started.code == 0
    assert started.by_status("ok")["dapr-system/dapr-operator"] == "1 of 1 ready"
    assert started.by_status("ok")["Dapr version"] == charts.DAPR.version
    assert started.by_status("ok")["Dapr mTLS"] == "on"


def test_a_person_without_a_valid_token_is_told_to_sign_in(cluster: ControlPlane, tmp_path: Path) -> None:
    settings = yaml.safe_load(cluster.kubeconfig.read_text())
    settings["users"][0]["user"]["token"] = "not-a-token"
    spoiled = tmp_path / "kubeconfig"
    spoiled.write_text(yaml.safe_dump(settings))
    result = run_health(spoiled)
    assert result.returncode == 1
    assert "the cluster rejects your credentials" in result.stderr
    assert "az login" in result.stderr
    assert "not-a-token" not in result.stdout + result.stderr


def _scaled_deployment(namespace: str) -> list[dict[str, object]]:
    labels = {"app": "api"}
    container = {
        "name": "api",
        "image": "registry.example.com/api:1",
        "resources": {"requests": {"cpu": "1m"}},
    }
    target = {"type": "Utilization", "averageUtilization": 70}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "api", "namespace": namespace},
            "spec": {
                "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
            },
        },
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": "api", "namespace": namespace},
            "spec": {
                "maxReplicas": 3,
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"},
                "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
            },
        },
    ]
