"""Pods on a cluster with a real node."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kubernetes import client
from kubernetes.stream import stream

from tests.components.process import answers
from tools.cluster.cluster import RunningCluster
from tools.cluster.image_archive import ProgramImage
from tools.components.go_programs import program

AGNHOST: Final = ProgramImage(
    name="todo.internal/agnhost:1", files={"/agnhost": program("agnhost")}, entrypoint=["/agnhost"]
)
NAMESPACE: Final = "default"
READY_WITHIN_S: Final = 60
POLL_S: Final = 0.2


class Pods:
    """Starts pods and asks them."""

    def __init__(self, cluster: RunningCluster) -> None:
        self.cluster = cluster
        self.core: Any = client.CoreV1Api(cluster.api_client)

    def start(
        self,
        name: str,
        *arguments: str,
        image: str = AGNHOST.name,
        labels: Mapping[str, str] | None = None,
        **container: Any,
    ) -> None:
        """Create a pod of one container; `container` are further fields of it."""
        described = {
            "name": "program",
            "image": image,
            "imagePullPolicy": "IfNotPresent",
            "args": arguments,
            **container,
        }
        spec = {
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": 0,
            "automountServiceAccountToken": False,
            "containers": [described],
        }
        metadata = {"name": name, "labels": {"app": name, **(labels or {})}}
        self.core.create_namespaced_pod(NAMESPACE, {"metadata": metadata, "spec": spec})

    def serve(self, name: str, *, port: int = 8080) -> str:
        """Start a pod that serves HTTP behind a Service of its name, and return the Service's address."""
        self.start(name, "netexec", f"--http-port={port}", readinessProbe=_probe(port))
        spec = {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": port}]}
        made = self.core.create_namespaced_service(NAMESPACE, {"metadata": {"name": name}, "spec": spec})
        self.wait_until(name, is_ready)
        address = str(made.spec.cluster_ip)
        # kube-proxy learns of the pod a moment later, and refuses until then.
        deadline = time.monotonic() + READY_WITHIN_S
        while not answers(f"http://{address}"):
            assert time.monotonic() < deadline, f"nothing answers at the Service {name}"
            time.sleep(POLL_S)
        return address

    def wait_until(self, name: str, look: Callable[[Any], bool]) -> Any:
        """Return the pod as soon as `look` is true for it."""
        deadline = time.monotonic() + READY_WITHIN_S
        while True:
            pod = self.core.read_namespaced_pod(name, NAMESPACE)
            if look(pod):
                return pod
            assert time.monotonic() < deadline, pod.status
            time.sleep(POLL_S)

    def execute(self, name: str, *command: str) -> str:
        """Run a command in the pod's container, and return what it writes; the words are agnhost's."""
        return str(
            stream(
                self.core.connect_get_namespaced_pod_exec,
                name,
                NAMESPACE,
                command=["/agnhost", *command],
                stdout=True,
                stderr=True,
            )
        )

    def connects(self, name: str, address: str) -> str:
        """Return why a connection from the pod to host:port fails; nothing if it does not."""
        return self.execute(name, "connect", "--timeout=3s", address).strip()

    def output(self, name: str) -> str:
        """Return the log of a pod that has ended well."""
        self.wait_until(name, has_ended)
        return str(self.core.read_namespaced_pod_log(name, NAMESPACE))


def is_ready(pod: Any) -> bool:
    """Return whether all containers are ready."""
    statuses: Sequence[Any] = pod.status.container_statuses or []
    return bool(statuses) and all(status.ready for status in statuses)


def has_ended(pod: Any) -> bool:
    """Return whether all containers have ended without an error; fail when one has not."""
    assert pod.status.phase != "Failed", pod.status
    return bool(pod.status.phase == "Succeeded")


def waits_because(reason: str) -> Callable[[Any], bool]:
    """Return a condition: the container cannot be started for that reason."""

    def look(pod: Any) -> bool:
        statuses: Sequence[Any] = pod.status.container_statuses or []
        return any(status.state.waiting and status.state.waiting.reason == reason for status in statuses)

    return look


def _probe(port: int) -> dict[str, Any]:
    return {"httpGet": {"path": "/", "port": port}, "periodSeconds": 1}
