"""A real Kubernetes control plane: rollouts succeed, and get stuck in the ways that a test asks for."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from kubernetes import client

from tests.components.helm import custom_resource_definitions
from tests.control_plane import ControlPlane, FailingPods, Failure, control_plane
from tools.components.go_programs import PROGRAMS

GOOD_IMAGE = "registry.example.com/good:1"
BROKEN_IMAGE = "registry.example.com/broken:1"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    folder = tmp_path_factory.mktemp("control-plane")
    with control_plane(folder=folder) as handle:
        yield handle
    assert not processes_of(folder)


def processes_of(folder: Path) -> list[psutil.Process]:
    return [
        process for process in psutil.process_iter(["cmdline"]) if str(folder) in str(process.info["cmdline"])
    ]


def deployment(name: str, *, image: str, replicas: int = 2) -> dict[str, Any]:
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "main", "image": image}]},
            },
        },
    }


def job(name: str) -> dict[str, Any]:
    container = {"name": "main", "image": "registry.example.com/migrate:1"}
    template = {
        "metadata": {"labels": {"app": name}},
        "spec": {"restartPolicy": "Never", "containers": [container]},
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"backoffLimit": 0, "template": template},
    }


def wait_for(holds: Callable[[], bool], *, timeout_s: float = 30) -> None:
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def available(cluster: ControlPlane, name: str) -> int:
    found = client.AppsV1Api(cluster.api_client).read_namespaced_deployment(name, "default").to_dict()
    return found["status"]["available_replicas"] or 0


def pods(cluster: ControlPlane, name: str) -> list[dict[str, Any]]:
    found = client.CoreV1Api(cluster.api_client).list_namespaced_pod("default", label_selector=f"app={name}")
    return list(found.to_dict()["items"])


def waiting_reasons(cluster: ControlPlane, name: str) -> list[str | None]:
    states = [s["state"] for pod in pods(cluster, name) for s in pod["status"]["container_statuses"] or []]
    return [(state["waiting"] or {}).get("reason") for state in states]


def job_status(cluster: ControlPlane, name: str) -> dict[str, Any]:
    found = client.BatchV1Api(cluster.api_client).read_namespaced_job(name, "default").to_dict()
    return dict(found["status"])


def pods_warned_about(cluster: ControlPlane) -> list[str]:
    events = client.CoreV1Api(cluster.api_client).list_namespaced_event("default").to_dict()["items"]
    return [event["involved_object"]["name"] for event in events if event["type"] == "Warning"]


def test_a_deployment_becomes_available_on_different_nodes(cluster: ControlPlane) -> None:
    cluster.apply([deployment("good", image=GOOD_IMAGE)])

    wait_for(lambda: available(cluster, "good") == 2)
    assert len({pod["spec"]["node_name"] for pod in pods(cluster, "good")}) == 2


def test_a_job_completes(cluster: ControlPlane) -> None:
    cluster.apply([job("migration")])

    wait_for(lambda: job_status(cluster, "migration")["succeeded"] == 1)


@pytest.mark.parametrize(
    ("failure", "waiting"),
    [
        (Failure.IMAGE_PULL, "ImagePullBackOff"),
        (Failure.CRASH_LOOP, "CrashLoopBackOff"),
        (Failure.NEVER_READY, None),
    ],
)
def test_a_release_gets_stuck_and_the_previous_image_mends_it(
    cluster: ControlPlane, failure: Failure, waiting: str | None
) -> None:
    name = f"stuck-{failure}"
    cluster.fail_pods([FailingPods(failure=failure, labels={"app": name}, image=BROKEN_IMAGE)])
    cluster.apply([deployment(name, image=BROKEN_IMAGE)])

    wait_for(lambda: waiting_reasons(cluster, name) == [waiting, waiting])
    assert available(cluster, name) == 0
    wait_for(lambda: any(pod.startswith(name) for pod in pods_warned_about(cluster)))

    mended = deployment(name, image=GOOD_IMAGE)
    client.AppsV1Api(cluster.api_client).patch_namespaced_deployment(name, "default", mended)
    wait_for(lambda: available(cluster, name) == 2)


def test_a_job_whose_pod_exits_with_an_error_fails(cluster: ControlPlane) -> None:
    cluster.fail_pods([FailingPods(failure=Failure.EXITS, labels={"app": "broken-migration"})])
    cluster.apply([job("broken-migration")])

    wait_for(lambda: job_status(cluster, "broken-migration")["failed"] == 1)


def test_a_charts_definitions_make_its_kinds_known(cluster: ControlPlane) -> None:
    component = {
        "apiVersion": "dapr.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "events", "namespace": "default"},
        "spec": {"type": "pubsub.kafka", "version": "v1", "metadata": []},
    }

    cluster.apply(custom_resource_definitions(chart="dapr", version="1.18.3", values={}))
    cluster.apply([component])

    custom = client.CustomObjectsApi(cluster.api_client)
    found = custom.get_namespaced_custom_object("dapr.io", "v1alpha1", "default", "components", "events")
    assert isinstance(found, dict)
    assert found["spec"]["type"] == "pubsub.kafka"


def test_the_server_says_its_version(cluster: ControlPlane) -> None:
    assert (
        client.VersionApi(cluster.api_client).get_code().git_version
        == f"v{PROGRAMS['kube-apiserver'].version}"
    )


def test_failing_pods_must_be_named() -> None:
    with pytest.raises(ValueError, match="say which pods fail"):
        FailingPods(failure=Failure.CRASH_LOOP)
