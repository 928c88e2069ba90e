import pytest
from cdktf import App

from environments import load_environment
from stacks.deployment_stack import DeploymentStack
from stacks.remote_state import UpstreamState
from tests.support.synthesis import ENVIRONMENTS, synthesized


def _upstream(stack: str, needs: list[str]) -> UpstreamState:
    environment = load_environment("staging")
    scope = DeploymentStack(App(), "sample", environment=environment)
    return UpstreamState(scope, stack, environment=environment, needs=needs)


def test_an_output_that_was_not_declared_as_needed_is_refused() -> None:
    with pytest.raises(KeyError, match="'cluster_name' is not among the outputs"):
        _upstream("foundation", ["cluster_host"]).text("cluster_name")


def test_a_needed_output_is_a_reference_to_the_remote_state() -> None:
    reference = _upstream("foundation", ["cluster_host"]).text("cluster_host")
    assert reference.startswith("${TfToken[")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(
    ("stack", "upstream", "command"),
    [
        ("addons", "foundation", "cdktf deploy foundation"),
        ("app", "foundation", "cdktf deploy foundation"),
        ("app", "addons", "cdktf deploy foundation addons"),
    ],
)
def test_a_stack_that_comes_too_early_says_what_to_run(
    environment: str, stack: str, upstream: str, command: str
) -> None:
    source = synthesized(environment, stack)["data"]["terraform_remote_state"][upstream]
    (check,) = source["lifecycle"]["postcondition"]
    assert check["error_message"].endswith(f"Run: ENVIRONMENT={environment} {command}")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(
    ("stack", "upstream"), [("addons", "foundation"), ("app", "foundation"), ("app", "addons")]
)
def test_every_output_that_a_stack_needs_is_put_out_by_the_earlier_stack(
    environment: str, stack: str, upstream: str
) -> None:
    source = synthesized(environment, stack)["data"]["terraform_remote_state"][upstream]
    condition = source["lifecycle"]["postcondition"][0]["condition"]
    needed = set(condition.partition("[")[2].partition("]")[0].replace('"', "").split(", "))
    assert needed <= set(synthesized(environment, upstream)["output"])
