"""Rollouts that get stuck on a real API server, each named as what it is; and one that succeeds.

Controllers, scheduler, quota and admission are the real ones; kwok plays the kubelet and has no logs.
"""

import base64
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import yaml
from kubernetes import client

from ops.clients.kubernetes.api import SignIn, connect_to
from ops.delivery.rollout.cluster import NamespaceReader
from ops.delivery.rollout.diagnosis import TroubleKind
from ops.delivery.rollout.grace_periods import GracePeriods
from ops.delivery.rollout.watch import RolloutStuckError, RolloutWatch, wait_for_rollout, watching
from ops.engine.synthesis.stacks import PROJECT
from ops.engine.terraform.engine import find_engine
from ops.engine.terraform.failures import TerraformInterruptedError
from ops.engine.terraform.redaction import Redactor
from ops.engine.terraform.runner import Terraform
from tests.control_plane import ControlPlane, FailingPods, Failure, control_plane

SIGN_IN_VERSION = "client.authentication.k8s.io/v1"
GOOD = "registry.example.com/good:1"
APPLY_LIMIT_S = 90
GRACE_PERIODS = GracePeriods(definite=1, probe=2, node=1)
FAILING = [
    FailingPods(failure=failure, image=f"registry.example.com/{failure}:1")
    for failure in (Failure.IMAGE_PULL, Failure.CRASH_LOOP, Failure.NEVER_READY, Failure.EXITS)
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    with control_plane(folder=tmp_path_factory.mktemp("rollouts"), failing=FAILING) as handle:
        yield handle


def namespace(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def workload(kind: str, space: str, *, image: str = GOOD, **container: Any) -> dict[str, Any]:
    labels = {"app": "todo"}
    pods: dict[str, Any] = {"containers": [{"name": "main", "image": image, **container}]}
    template = {"metadata": {"labels": labels}, "spec": pods}
    if kind == "Job":
        pods["restartPolicy"] = "Never"
        return {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": {"name": "todo", "namespace": space},
            "spec": {"backoffLimit": 0, "template": template},
        }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "todo", "namespace": space},
        "spec": {"replicas": 2, "selector": {"matchLabels": labels}, "template": template},
    }


def credential(token: str) -> dict[str, Any]:
    return {"apiVersion": SIGN_IN_VERSION, "kind": "ExecCredential", "status": {"token": token}}


@dataclass
class Apply:
    """What Terraform is to the watch: something that waits, and that can be asked to stop."""

    asked: Event = field(default_factory=Event)

    @property
    def interrupted(self) -> bool:
        return self.asked.is_set()

    def interrupt(self) -> None:
        self.asked.set()

    def wait(self) -> None:
        assert self.asked.wait(APPLY_LIMIT_S), "nobody asked the apply to stop"
        raise TerraformInterruptedError("terraform apply of app was stopped")


@dataclass
class Told:
    lines: list[str] = field(default_factory=list)

    def update(self, doing: str) -> None:
        self.lines.append(doing)


def stuck(cluster: ControlPlane, space: str, manifest: Mapping[str, Any]) -> RolloutStuckError:
    """Apply an object under the watch, and return the error that the watch raises."""
    with pytest.raises(RolloutStuckError) as raised:
        apply_and_wait(cluster, space, manifest)
    return raised.value


def apply_and_wait(cluster: ControlPlane, space: str, manifest: Mapping[str, Any]) -> None:
    apply, step = Apply(), Told()
    with watching(
        NamespaceReader(api=cluster.api_client, namespace=space),
        step=step,
        terraform=apply,
        redactor=Redactor(),
        grace_periods=GRACE_PERIODS,
        look_every=0.3,
    ):
        cluster.apply([dict(manifest)])
        apply.wait()


def test_an_image_that_cannot_be_pulled_is_named_with_its_event(cluster: ControlPlane) -> None:
    cluster.apply([namespace("image")])
    image = f"registry.example.com/{Failure.IMAGE_PULL}:1"
    error = stuck(cluster, "image", workload("Deployment", "image", image=image))
    (trouble,) = error.troubles
    assert (trouble.workload, trouble.kind) == ("Deployment/todo", TroubleKind.IMAGE)
    assert trouble.detail == f"{image}: ImagePullBackOff: Back-off pulling image"
    assert trouble.events == ("Failed: Failed to pull image: not found",)
    assert f"container {trouble.container}): {image}" in error.what


def test_a_crash_loop_is_named_with_its_exit_code(cluster: ControlPlane) -> None:
    cluster.apply([namespace("crash")])
    image = f"registry.example.com/{Failure.CRASH_LOOP}:1"
    (trouble,) = stuck(cluster, "crash", workload("Deployment", "crash", image=image)).troubles
    assert (trouble.kind, trouble.detail) == (TroubleKind.CRASH, "exit code 1, restarted 5 times")


def test_a_failing_probe_is_named_with_its_last_word(cluster: ControlPlane) -> None:
    cluster.apply([namespace("probe")])
    image = f"registry.example.com/{Failure.NEVER_READY}:1"
    (trouble,) = stuck(cluster, "probe", workload("Deployment", "probe", image=image)).troubles
    assert trouble.kind is TroubleKind.PROBE
    assert trouble.detail == "Readiness probe failed: HTTP probe failed with statuscode: 503"


def test_an_exceeded_quota_is_named_with_the_quota(cluster: ControlPlane) -> None:
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "limits", "namespace": "quota"},
        "spec": {"hard": {"pods": "1"}},
    }
    cluster.apply([namespace("quota"), quota])
    (trouble,) = stuck(cluster, "quota", workload("Deployment", "quota")).troubles
    assert trouble.kind is TroubleKind.QUOTA
    assert "quota: limits" in trouble.detail
    assert trouble.events[-1].startswith("FailedCreate: Error creating: ")


def test_a_refusal_by_pod_security_is_named_with_the_rule(cluster: ControlPlane) -> None:
    space = namespace("security")
    space["metadata"]["labels"] = {"pod-security.kubernetes.io/enforce": "restricted"}
    cluster.apply([space])
    (trouble,) = stuck(cluster, "security", workload("Deployment", "security")).troubles
    assert trouble.kind is TroubleKind.ADMISSION
    assert 'violates PodSecurity "restricted' in trouble.detail


def test_pods_that_fit_on_no_node_are_named_with_the_schedulers_reason(cluster: ControlPlane) -> None:
    cluster.apply([namespace("large")])
    large = workload("Deployment", "large", resources={"requests": {"cpu": "900"}})
    (trouble,) = stuck(cluster, "large", large).troubles
    assert trouble.kind is TroubleKind.SCHEDULING
    assert "Insufficient cpu" in trouble.detail


def test_a_failed_migration_is_named_with_its_pod(cluster: ControlPlane) -> None:
    cluster.apply([namespace("job")])
    image = f"registry.example.com/{Failure.EXITS}:1"
    (trouble,) = stuck(cluster, "job", workload("Job", "job", image=image)).troubles
    assert (trouble.workload, trouble.kind) == ("Job/todo", TroubleKind.JOB)
    assert trouble.pod.startswith("todo-")
    assert trouble.detail.endswith("exit code 1")


def test_a_rollout_that_succeeds_is_not_disturbed(cluster: ControlPlane) -> None:
    cluster.apply([namespace("good")])
    reader = NamespaceReader(api=cluster.api_client, namespace="good")
    apply = Apply()
    with watching(
        reader, step=Told(), terraform=apply, redactor=Redactor(), grace_periods=GRACE_PERIODS, look_every=0.3
    ) as watch:
        cluster.apply([workload("Deployment", "good")])
        assert wait_for_rollout(reader, step=Told(), redactor=Redactor(), seconds=APPLY_LIMIT_S).complete
    assert not apply.asked.is_set()
    assert watch.unreachable is None


def waiting_terraform(folder: Path) -> Terraform:
    """Return the real engine on a stack that waits, as the provider does for a rollout."""
    waits = {"input": "rollout", "provisioner": [{"local-exec": {"command": "sleep 600"}}]}
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(json.dumps({"resource": {"terraform_data": {"rollout": waits}}}))
    return Terraform(
        engine=find_engine(),
        stack="app",
        folder=folder,
        environment={"PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"},
        logs=folder.parent / "logs",
    )


@pytest.mark.timeout(200)
def test_with_the_usual_patience_the_release_before_is_back_within_two_minutes(
    cluster: ControlPlane, tmp_path: Path
) -> None:
    cluster.apply([namespace("back"), workload("Deployment", "back")])
    reader = NamespaceReader(api=cluster.api_client, namespace="back")
    assert wait_for_rollout(reader, step=Told(), redactor=Redactor(), seconds=APPLY_LIMIT_S).complete
    terraform = waiting_terraform(tmp_path / "app")
    plan = tmp_path / "app.tfplan"
    terraform.init()
    terraform.plan(out=plan)
    apps = client.AppsV1Api(cluster.api_client)

    def release_broken_image() -> None:
        broken = workload("Deployment", "back", image=f"registry.example.com/{Failure.IMAGE_PULL}:1")
        with watching(reader, step=Told(), terraform=terraform, redactor=Redactor()):
            apps.patch_namespaced_deployment("todo", "back", broken)
            terraform.apply(plan)

    started = time.monotonic()
    with pytest.raises(RolloutStuckError, match="its image cannot be pulled"):
        release_broken_image()
    assert time.monotonic() - started >= GracePeriods().definite
    assert not (tmp_path / "app" / ".terraform.tfstate.lock.info").exists()

    # The rollback runs under a watch of its own, which the broken pods must not alarm.
    with watching(reader, step=Told(), terraform=Apply(), redactor=Redactor()) as watch:
        apps.patch_namespaced_deployment("todo", "back", workload("Deployment", "back"))
        assert wait_for_rollout(reader, step=Told(), redactor=Redactor(), seconds=APPLY_LIMIT_S).complete
    assert watch.stuck == ()
    assert time.monotonic() - started < 120


def test_a_cluster_that_cannot_be_reached_disturbs_nothing() -> None:
    nobody = SignIn(api_version=SIGN_IN_VERSION, command="echo", arguments=(json.dumps(credential("none")),))
    api = connect_to(host="https://127.0.0.1:1", authority="", sign_in=nobody)
    apply, step = Apply(), Told()
    watch: RolloutWatch
    with watching(
        NamespaceReader(api=api, namespace="todo"),
        step=step,
        terraform=apply,
        redactor=Redactor(),
        look_every=0.05,
    ) as watch:
        time.sleep(0.5)
    assert watch.unreachable is not None
    assert len(step.lines) == 1
    assert step.lines[0].startswith("the rollout is not watched: the cluster does not answer")
    assert not apply.asked.is_set()


def test_the_sign_in_program_of_the_stack_opens_the_cluster(cluster: ControlPlane, tmp_path: Path) -> None:
    kubeconfig = yaml.safe_load(cluster.kubeconfig.read_text())
    token = kubeconfig["users"][0]["user"]["token"]
    authority = Path(kubeconfig["clusters"][0]["cluster"]["certificate-authority"])
    program = tmp_path / "sign-in"
    program.write_text(
        f"#!/bin/sh\n[ \"$1\" = get-token ] && cat <<'END'\n{json.dumps(credential(token))}\nEND\n"
    )
    program.chmod(stat.S_IRWXU)
    encoded = base64.b64encode(authority.read_bytes()).decode()
    api = connect_to(
        host=cluster.url,
        authority=encoded,
        sign_in=SignIn(api_version=SIGN_IN_VERSION, command=str(program), arguments=("get-token",)),
    )
    assert NamespaceReader(api=api, namespace="nothing-here").observe() == ()


def test_the_command_tells_what_is_stuck(cluster: ControlPlane) -> None:
    cluster.apply([namespace("command")])
    image = f"registry.example.com/{Failure.IMAGE_PULL}:1"
    cluster.apply([workload("Deployment", "command", image=image)])
    reader = NamespaceReader(api=cluster.api_client, namespace="command")
    deadline = time.monotonic() + APPLY_LIMIT_S
    while not wait_for_rollout(reader, step=Told(), redactor=Redactor(), seconds=0).troubles:
        assert time.monotonic() < deadline, "the pods did not get stuck"
        time.sleep(0.2)
    program = (
        "import typer; from ops.commands.rollout.command import register; "
        "app = typer.Typer(); register(app); app()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "rollout", "status", "--context", "test", "--namespace", "command"],
        cwd=PROJECT,
        env={**os.environ, "KUBECONFIG": str(cluster.kubeconfig), "NO_COLOR": "1", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 14, done.stdout + done.stderr
    assert "0 of 1 workloads are up to date" in done.stderr
    assert "Deployment/todo: its image cannot be pulled" in done.stdout
    assert "event: Failed: Failed to pull image: not found" in done.stdout
    assert "a-release-is-stuck.md" in done.stdout
