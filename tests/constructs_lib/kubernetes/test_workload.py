"""A workload of some other application: the constructs know nothing of this one."""

import json
from typing import Any

import cdktf
import pytest
from cdktf import App, TerraformStack

from constructs_lib.kubernetes.autoscaler import Scaling
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.pod import ContainerResources, Process
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.kubernetes.structs import PodStructs
from constructs_lib.kubernetes.workload import Flows, MigrationStep, SidecarNeeds, Workload
from constructs_lib.secret_variable import SecretVariable

AMOUNTS = {"cpu": "100m", "memory": "64Mi"}


def _shop(*, sidecar_reads_the_secret: bool = False) -> dict[str, Any]:
    stack = TerraformStack(App(), "sample")
    secret = WriteOnlySecret(
        stack,
        "payment",
        metadata=ObjectMeta(name="payment", namespace="shop"),
        values={"B_KEY": "b", "A_KEY": "a"},
        revised_by=SecretVariable(stack, "payment_key", purpose="key of the payment service"),
    )
    Workload(
        stack,
        "checkout",
        metadata=ObjectMeta(name="checkout", namespace="shop", labels={"team": "shop"}),
        process=Process(
            image="registry.example.com/checkout:1",
            user=4711,
            application="shop",
            resources=ContainerResources(requests=AMOUNTS, limits=AMOUNTS),
            secrets=() if sidecar_reads_the_secret else (secret,),
            environment={"B": "2", "A": "1"},
            scratch=("/tmp", "/var/cache/shop"),
        ),
        port=9000,
        scaling=Scaling(minimum=1, maximum=3, cpu_percent=60),
        migration=MigrationStep(command=("./migrate",)),
        sidecar=SidecarNeeds(
            annotations={"sidecar": "yes"}, secrets=(secret,) if sidecar_reads_the_secret else ()
        ),
        flows=Flows(),
    )
    resources: dict[str, Any] = json.loads(cdktf.Testing.synth(stack))["resource"]
    return resources


def _one(resources: dict[str, Any], kind: str) -> Any:
    (found,) = resources[kind].values()
    return found


def _container(resources: dict[str, Any]) -> Any:
    (found,) = _one(resources, "kubernetes_deployment_v1")["spec"]["template"]["spec"]["container"]
    return found


def test_variables_come_in_one_order_whatever_order_they_are_given_in() -> None:
    names = [variable["name"] for variable in _container(_shop())["env"]]
    assert names == ["A", "B", "A_KEY", "B_KEY"]


def test_only_the_named_folders_can_be_written_to() -> None:
    container = _container(_shop())
    writable = {mount["mount_path"] for mount in container["volume_mount"] if not mount.get("read_only")}
    assert writable == {"/tmp", "/var/cache/shop"}
    assert container["security_context"]["read_only_root_filesystem"] is True
    assert container["security_context"]["run_as_user"] == "4711"


def test_the_secret_is_a_file_below_the_applications_name() -> None:
    paths = [mount["mount_path"] for mount in _container(_shop())["volume_mount"]]
    assert "/var/run/secrets/shop/payment" in paths


def test_the_migration_runs_the_command_and_the_workload_the_images_own() -> None:
    resources = _shop()
    (migrating,) = _one(resources, "kubernetes_job_v1")["spec"]["template"]["spec"]["container"]
    assert migrating["command"] == ["./migrate"]
    assert "command" not in _container(resources)


def test_without_secrets_of_its_sidecar_nothing_may_be_read_through_the_api() -> None:
    resources = _shop()
    assert "kubernetes_role_v1" not in resources
    volumes = _one(resources, "kubernetes_deployment_v1")["spec"]["template"]["spec"]["volume"]
    assert not any("projected" in volume for volume in volumes)


def test_a_secret_of_the_sidecar_is_not_in_the_container_but_rolls_the_pods() -> None:
    resources = _shop(sidecar_reads_the_secret=True)
    assert [variable["name"] for variable in _container(resources)["env"]] == ["A", "B"]
    annotations = _one(resources, "kubernetes_deployment_v1")["spec"]["template"]["metadata"]["annotations"]
    assert annotations == {
        "sidecar": "yes",
        "secret-revision/payment": "${var.payment_key_revision}",
    }
    (rule,) = _one(resources, "kubernetes_role_v1")["rule"]
    assert rule["resource_names"] == ["payment"]
    volumes = _one(resources, "kubernetes_deployment_v1")["spec"]["template"]["spec"]["volume"]
    (token,) = [volume for volume in volumes if "projected" in volume]
    (projected,) = token["projected"]
    sources = [next(iter(source)) for source in projected["sources"]]
    assert sources == ["service_account_token", "config_map", "downward_api"]


def test_a_struct_that_a_resource_does_not_have_is_an_error() -> None:
    struct = PodStructs("job_v1", "JobV1")
    with pytest.raises(AttributeError):
        struct("Contianer", name="main")
    with pytest.raises(TypeError):
        struct("Container", nmae="main")
