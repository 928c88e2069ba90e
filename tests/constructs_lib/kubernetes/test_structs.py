"""Why a pod is made of structs and not of dictionaries."""

from typing import Any

import pytest
from cdktf_cdktf_provider_kubernetes.deployment_v1 import DeploymentV1
from constructs import Construct

from constructs_lib.kubernetes.structs import PodStructs
from tests.support.constructs import resources


def _pod_with(security_context: dict[str, Any]) -> Any:
    """Return the synthesized container of a Deployment that is written with dictionaries."""

    def build(scope: Construct) -> None:
        container = {"name": "shop", "image": "shop:1", "securityContext": security_context}
        template = {"metadata": {}, "spec": {"container": [container]}}
        DeploymentV1(scope, "shop", metadata={}, spec={"template": template})

    deployment = resources(build)["kubernetes_deployment_v1"]["shop"]
    (container,) = deployment["spec"]["template"]["spec"]["container"]
    return container


def test_the_bindings_silently_drop_an_unknown_key_of_a_nested_dictionary() -> None:
    assert _pod_with({"readOnlyRootFilesystem": True})["security_context"] == {
        "read_only_root_filesystem": True
    }
    assert _pod_with({"readOnlyRootFileSystem": True})["security_context"] == {}


@pytest.mark.parametrize("struct", [PodStructs.of_deployment(), PodStructs.of_job()])
def test_a_wrong_argument_of_a_struct_is_an_error(struct: PodStructs) -> None:
    with pytest.raises(TypeError):
        struct("ContainerSecurityContext", read_only_root_file_system=True)


def test_each_resource_has_its_own_structs() -> None:
    both = (PodStructs.of_deployment(), PodStructs.of_job())
    made = [type(structs.port(80, name="http")).__name__ for structs in both]
    assert made == ["DeploymentV1SpecTemplateSpecContainerPort", "JobV1SpecTemplateSpecContainerPort"]
