import json

import cdktf
import pytest
from cdktf import App, TerraformVariable
from constructs import Construct

from environments import load_environment
from stacks.deployment_stack import DeploymentStack
from tests.support.synthesis import ENVIRONMENTS, STACKS, synthesized


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("stack", STACKS)
def test_each_stack_keeps_its_state_in_a_blob_of_its_own_and_names_no_credential(
    environment: str, stack: str
) -> None:
    settings = load_environment(environment).state
    assert synthesized(environment, stack)["terraform"]["backend"] == {
        "azurerm": {
            "storage_account_name": settings.storage_account,
            "container_name": settings.container,
            "key": f"{environment}/{stack}.tfstate",
        }
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("stack", STACKS)
def test_a_terraform_without_write_only_arguments_is_refused(environment: str, stack: str) -> None:
    assert synthesized(environment, stack)["terraform"]["required_version"] == ">= 1.11.0"


def test_addresses_are_the_paths_of_constructs_without_a_hash() -> None:
    stack = DeploymentStack(App(), "sample", environment=load_environment("budget"))
    TerraformVariable(Construct(stack, "to-do"), "image", type="string")
    assert list(json.loads(cdktf.Testing.synth(stack))["variable"]) == ["to_do_image"]


def test_two_elements_with_one_address_are_refused() -> None:
    stack = DeploymentStack(App(), "sample", environment=load_environment("budget"))
    TerraformVariable(Construct(stack, "todo"), "image", type="string")
    TerraformVariable(stack, "todo_image", type="string")
    with pytest.raises(RuntimeError, match=r"sample/todo_image and sample/todo/image .* rename one"):
        cdktf.Testing.synth(stack)


@pytest.mark.parametrize("stack", STACKS)
def test_every_output_is_described(stack: str) -> None:
    outputs = synthesized("production", stack)["output"]
    assert outputs
    assert [name for name, output in outputs.items() if not output.get("description")] == []
