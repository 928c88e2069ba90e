"""The reader on objects as the API gives them; tests/end_to_end/load has a real API server."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from kubernetes import client

from ops.clients.kubernetes.api import UnreachableError
from ops.commands.load.cluster import AutoscalerReader
from ops.commands.load.scaling import WorkloadLook
from tests.ops.commands.load.records import workload

LABELS = {"app": "todo-backend"}


Documents = Mapping[str, Sequence[Mapping[str, Any]]]


@contextmanager
def api(documents: Documents, *, status: int = 200) -> Iterator[client.ApiClient]:
    """Yield a server that gives these documents, by kind, and a client of it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind = self.path.rpartition("/")[2]
            content = json.dumps({"items": documents.get(kind, [])}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield client.ApiClient(client.Configuration(host=f"http://127.0.0.1:{server.server_port}"))
    finally:
        server.shutdown()
        server.server_close()


def scaler(*, metrics: list[dict[str, Any]] | None = None, **status: Any) -> dict[str, Any]:
    target = {"type": "Utilization", "averageUtilization": 70}
    return {
        "metadata": {"name": "todo-backend"},
        "spec": {
            "minReplicas": 2,
            "maxReplicas": 5,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "todo-backend"},
            "metrics": [
                {
                    "type": "ContainerResource",
                    "containerResource": {"name": "cpu", "container": "todo-backend", "target": target},
                }
            ],
        },
        "status": {"desiredReplicas": 4, "currentReplicas": 2, "currentMetrics": metrics, **status},
    }


def used(percent: int) -> list[dict[str, Any]]:
    return [
        {
            "type": "ContainerResource",
            "containerResource": {
                "name": "cpu",
                "container": "todo-backend",
                "current": {"averageUtilization": percent, "averageValue": "300m"},
            },
        }
    ]


def deployment(**status: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": "todo-backend"},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": LABELS},
            "template": {"metadata": {"labels": LABELS}, "spec": {"containers": []}},
        },
        "status": {"readyReplicas": 2, **status},
    }


def pod(restarts: int, labels: dict[str, str]) -> dict[str, Any]:
    status = {
        "name": "main",
        "image": "i",
        "imageID": "i",
        "ready": True,
        "restartCount": restarts,
    }
    return {"metadata": {"name": "p", "labels": labels}, "status": {"containerStatuses": [status]}}


def look(**documents: Sequence[Mapping[str, Any]]) -> tuple[WorkloadLook, ...]:
    with api(documents) as found:
        return AutoscalerReader(api=found, namespace="todo").look()


def test_a_workload_is_its_deployment_its_autoscaler_and_its_pods() -> None:
    found = look(
        horizontalpodautoscalers=[scaler(metrics=used(133))],
        deployments=[deployment()],
        pods=[pod(1, LABELS), pod(2, LABELS), pod(9, {"app": "another"})],
    )
    assert found == (workload(ready=2, wanted=4, cpu_percent=133.0, restarts=3),)


def test_an_autoscaler_that_has_not_looked_yet_wants_what_the_deployment_wants() -> None:
    (found,) = look(
        horizontalpodautoscalers=[scaler(desiredReplicas=0)],
        deployments=[deployment(readyReplicas=None)],
    )
    assert (found.ready, found.wanted, found.cpu_percent, found.target_percent) == (0, 3, None, 70.0)


def test_a_deployment_without_an_autoscaler_is_none_of_this() -> None:
    assert look(deployments=[deployment()]) == ()
    assert look(horizontalpodautoscalers=[scaler()]) == ()


def test_a_cluster_that_refuses_is_told() -> None:
    with api({}, status=403) as found, pytest.raises(UnreachableError, match="refuses: HTTP 403"):
        AutoscalerReader(api=found, namespace="todo").look()


def test_a_cluster_that_is_away_is_told() -> None:
    with api({}) as gone:
        pass
    with pytest.raises(UnreachableError, match="the cluster does not answer"):
        AutoscalerReader(api=gone, namespace="todo").look()
