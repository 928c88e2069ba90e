"""`ops load` beside a real API server, whose autoscaler the test plays: simulated nodes have no metrics.

The load is short and small. What the command makes of pods that come, go, or do not come is what is tested.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from kubernetes import client

from tests.control_plane import ControlPlane, control_plane
from tests.end_to_end.load.site import Site
from tests.end_to_end.load.test_load import LIMIT_S, LOAD, PATIENT, load, results
from tests.ops.commands.verify.application import running_application

NAME = "todo-backend"
STEP_S = 0.3


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    with control_plane(folder=tmp_path_factory.mktemp("load")) as handle:
        yield handle


def manifests(namespace: str) -> list[dict[str, Any]]:
    labels = {"app": NAME}
    container = {
        "name": NAME,
        "image": "registry.example.com/good:1",
        "resources": {"requests": {"cpu": "250m"}},
    }
    target = {"type": "Utilization", "averageUtilization": 70}
    own = {"name": NAME, "namespace": namespace}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": own,
            "spec": {
                "replicas": 2,
                "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
            },
        },
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": own,
            "spec": {
                "minReplicas": 2,
                "maxReplicas": 5,
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME},
                "metrics": [
                    {
                        "type": "ContainerResource",
                        "containerResource": {"name": "cpu", "container": NAME, "target": target},
                    }
                ],
            },
        },
    ]


@dataclass(frozen=True, kw_only=True)
class Workload:
    """A Deployment and its autoscaler in a namespace of the real API server."""

    cluster: ControlPlane
    namespace: str

    def make(self) -> None:
        """Make it, and wait until its two pods are ready."""
        self.cluster.apply(manifests(self.namespace))
        deadline = time.monotonic() + LIMIT_S
        while self.ready() < 2:
            assert time.monotonic() < deadline, "the pods are not ready"
            time.sleep(STEP_S)

    def ready(self) -> int:
        found: Any = client.AppsV1Api(self.cluster.api_client).read_namespaced_deployment(
            NAME, self.namespace
        )
        return found.status.ready_replicas or 0

    def be(self, *, pods: int, wanted: int, cpu_percent: int) -> None:
        """Scale, and say what an autoscaler with metrics would say."""
        current = {"averageUtilization": cpu_percent, "averageValue": "100m"}
        metric = {
            "type": "ContainerResource",
            "containerResource": {"name": "cpu", "container": NAME, "current": current},
        }
        status = {"currentReplicas": pods, "desiredReplicas": wanted, "currentMetrics": [metric]}
        client.AutoscalingV2Api(self.cluster.api_client).patch_namespaced_horizontal_pod_autoscaler_status(
            NAME, self.namespace, {"status": status}
        )
        client.AppsV1Api(self.cluster.api_client).patch_namespaced_deployment_scale(
            NAME, self.namespace, {"spec": {"replicas": pods}}
        )


@dataclass
class Autoscaler:
    """Plays the autoscaler, again and again, because the real one takes its word back: it has no metrics."""

    workload: Workload
    play: Callable[[], dict[str, int]]
    ended: Event

    def run(self) -> None:
        while not self.ended.wait(STEP_S):
            self.workload.be(**self.play())


def played(workload: Workload, play: Callable[[], dict[str, int]], run: Callable[[], Any]) -> Any:
    """Run something while somebody plays the autoscaler."""
    ended = Event()
    thread = Thread(target=Autoscaler(workload, play, ended).run)
    thread.start()
    try:
        return run()
    finally:
        ended.set()
        thread.join(LIMIT_S)


def options(namespace: str) -> tuple[str, ...]:
    return ("--context", "test", "--namespace", namespace, *LOAD, *PATIENT)


def test_pods_that_come_with_the_load_and_go_after_it_pass(cluster: ControlPlane, tmp_path: Path) -> None:
    workload = Workload(cluster=cluster, namespace="scales")
    workload.make()
    site = Site()

    def play() -> dict[str, int]:
        under_load = bool(site.tasks)
        site_was_loaded.append(under_load)
        if under_load or (any(site_was_loaded) and not grown.is_set()):
            if workload.ready() == 4:
                grown.set()
            return {"pods": 4, "wanted": 4, "cpu_percent": 150}
        return {"pods": 2, "wanted": 2, "cpu_percent": 5}

    site_was_loaded: list[bool] = []
    grown = Event()
    with running_application(site) as url:
        done, document = played(
            workload,
            play,
            lambda: load(url, tmp_path, *options("scales"), KUBECONFIG=str(cluster.kubeconfig)),
        )
    assert done.returncode == 0, done.stderr
    assert set(results(document).values()) == {"passed"}
    seen = document["workloads"][NAME]
    assert (seen[0]["ready"], max(look["ready"] for look in seen), seen[-1]["ready"]) == (2, 4, 2)
    assert max(look["cpu_percent"] or 0 for look in seen) == 150
    assert "todo-backend 2 → 4 pods" in document["criteria"][2]["detail"]
    assert "all at rest" in done.stderr
    assert "scaled up: todo-backend after" in (tmp_path / "report.html").read_text()


def test_a_busy_workload_that_gets_no_pods_fails(cluster: ControlPlane, tmp_path: Path) -> None:
    workload = Workload(cluster=cluster, namespace="stuck")
    workload.make()
    with running_application(Site()) as url:
        done, document = played(
            workload,
            lambda: {"pods": 2, "wanted": 4, "cpu_percent": 150},
            lambda: load(
                url,
                tmp_path,
                *options("stuck"),
                "--up-within",
                "1",
                "--down-within",
                "1",
                KUBECONFIG=str(cluster.kubeconfig),
            ),
        )
    assert done.returncode == 14, done.stderr
    assert results(document)["scaled up"] == "failed"
    assert document["summary"] == "scaled up: todo-backend not at all"
    assert "had 2 pods until the end, 4 asked for" in document["criteria"][2]["detail"]
