"""One real node: what its pods can do, and what it refuses them."""

import re
import time
from typing import Any, Final

import httpx
import pytest

from tests.end_to_end.cluster.pods import NAMESPACE, Pods, has_ended, waits_because
from tools.cluster.inside import RESTART_AFTER_S
from tools.components.go_programs import PROGRAMS

# With the wait for the clusters of other files.
pytestmark = pytest.mark.timeout(600)

# As the stacks write it for a workload's container.
RESTRICTED: Final[dict[str, Any]] = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "privileged": False,
    "readOnlyRootFilesystem": True,
    "runAsGroup": 10001,
    "runAsNonRoot": True,
    "runAsUser": 10001,
    "seccompProfile": {"type": "RuntimeDefault"},
}


@pytest.fixture(scope="module")
def service(pods: Pods) -> str:
    return pods.serve("server")


def test_it_runs_the_pinned_versions(pods: Pods) -> None:
    (node,) = pods.core.list_node().items
    facts = node.status.node_info

    assert facts.kubelet_version == f"v{PROGRAMS['kubelet'].version}"
    assert facts.container_runtime_version == f"containerd://{PROGRAMS['containerd'].version}"


def test_a_program_that_ends_is_restarted(pods: Pods) -> None:
    def process() -> str:
        return pods.cluster.run("pgrep", "--full", "kube-scheduler").strip()

    first = process()
    pods.cluster.run("kill", "-9", first)
    time.sleep(RESTART_AFTER_S + 1)

    assert process() != first
    assert (
        "kube-scheduler ended with -9 and is restarted"
        in (pods.cluster.folder / "log" / "node.log").read_text()
    )


def test_a_pod_reaches_a_service_by_its_name(pods: Pods, service: str) -> None:
    assert pods.connects("server", f"server.{NAMESPACE}.svc.cluster.local:80") == ""
    # By the way of itself, too.
    assert pods.connects("server", f"{service}:80") == ""


def test_a_pod_does_not_reach_what_is_not_there(pods: Pods, service: str) -> None:
    assert "REFUSED" in pods.connects("server", f"{service}:81") or "TIMEOUT" in pods.connects(
        "server", f"{service}:81"
    )
    assert "DNS" in pods.connects("server", "nobody.default.svc.cluster.local:80")


def test_a_pod_reaches_the_api_server(pods: Pods, service: str) -> None:
    assert pods.connects("server", "kubernetes.default.svc.cluster.local:443") == ""


def test_the_host_reaches_services_and_pods(pods: Pods, service: str) -> None:
    pod = pods.core.read_namespaced_pod("server", NAMESPACE)

    for address in (service, f"{pod.status.pod_ip}:8080"):
        assert httpx.get(f"http://{address}/hostname", trust_env=False).text == "server"


def test_a_pod_runs_with_the_security_context_of_the_stacks(pods: Pods) -> None:
    pods.start("restricted", "mounttest", "--file_content=/proc/self/status", securityContext=RESTRICTED)

    facts = dict(re.findall(r"^(\w+):\s*(.+?)$", pods.output("restricted"), re.MULTILINE))

    assert facts["Uid"].split() == ["10001"] * 4
    assert (facts["NoNewPrivs"], facts["Seccomp"]) == ("1", "2")
    assert {facts[name] for name in ("CapEff", "CapPrm", "CapBnd")} == {"0000000000000000"}


def test_a_wrong_security_context_is_refused(pods: Pods) -> None:
    """The program's user is root when the pod names none."""
    context = {"runAsNonRoot": True, "runAsUser": 0}
    pods.start("root", "pause", securityContext=context)

    pods.wait_until("root", waits_because("CreateContainerConfigError"))


def test_a_missing_image_is_reported(pods: Pods) -> None:
    pods.start("missing", "pause", image="todo.internal/missing:1")

    pods.wait_until("missing", waits_because("ErrImagePull"))


def test_more_memory_than_the_limit_ends_a_container(pods: Pods) -> None:
    limits = {"limits": {"memory": "64Mi"}, "requests": {"memory": "64Mi"}}
    arguments = ("stress", "--mem-total=512Mi", "--mem-alloc-size=32Mi", "--mem-alloc-sleep=10ms")
    pods.start("greedy", *arguments, resources=limits)

    pod = pods.wait_until("greedy", lambda pod: pod.status.phase == "Failed")

    (status,) = pod.status.container_statuses
    assert status.state.terminated.reason == "OOMKilled"


def test_the_same_program_within_its_limit_does_not_end(pods: Pods) -> None:
    pods.start("modest", "mounttest", "--file_mode=/agnhost", resources={"limits": {"memory": "64Mi"}})

    pods.wait_until("modest", has_ended)
