"""Where a deployment's images come from, the nearest first."""

from pathlib import Path

import pytest

from ops.common.errors import MissingInputError
from ops.delivery.releases.images import chosen_images
from ops.engine.synthesis.stacks import Stack, SynthesisError, read_stacks
from tests.ops.delivery.releases.test_inputs import a_release
from tests.support.synthesized import document, write_synthesized


def _deployment(name: str, variable: str) -> dict[str, object]:
    container = {"name": name, "image": f"${{var.{variable}}}"}
    return {"metadata": {"name": name}, "spec": {"template": {"spec": {"container": [container]}}}}


@pytest.fixture
def stacks(tmp_path: Path) -> tuple[Stack, ...]:
    foundation = document(
        "foundation", resource={"azurerm_container_registry": {"registry": {"name": "TodoAcr"}}}
    )
    app = document(
        "app",
        variable={"backend_image": {"type": "string"}},
        resource={"kubernetes_deployment_v1": {"backend": _deployment("todo-backend", "backend_image")}},
    )
    return read_stacks(write_synthesized(tmp_path, {"foundation": foundation, "app": app}))


def _chosen(stacks: tuple[Stack, ...], **given: object) -> str:
    arguments: dict[str, object] = {
        "tag": None,
        "choices": [],
        "last": None,
        "environment": {},
        "all_stacks": stacks,
        **given,
    }
    return chosen_images(stacks, **arguments)["backend_image"]  # type: ignore[arg-type]


def test_an_image_that_is_named_wins_over_tag_environment_and_lasta_release(
    stacks: tuple[Stack, ...],
) -> None:
    last = {"last": a_release()}
    variable = {**last, "environment": {"TF_VAR_backend_image": "r.example.com/x:variable"}}
    tagged = {**variable, "tag": "tagged"}
    named = {**tagged, "choices": ["backend=r.example.com/x:named"]}
    found = [_chosen(stacks, **given).rpartition(":")[2] for given in (named, tagged, variable, last)]
    assert found == ["named", "tagged", "variable", "7"]


def test_a_tag_is_looked_up_in_the_registry_and_repository_that_the_stacks_name(
    stacks: tuple[Stack, ...],
) -> None:
    assert _chosen(stacks, tag="1.2") == "todoacr.azurecr.io/todo-backend:1.2"


def test_a_stack_without_workloads_needs_no_image(stacks: tuple[Stack, ...]) -> None:
    foundation = [stack for stack in stacks if stack.name == "foundation"]
    assert (
        chosen_images(foundation, tag=None, choices=[], last=a_release(), environment={}, all_stacks=stacks)
        == {}
    )


def test_without_any_image_the_first_deployment_says_what_to_give(stacks: tuple[Stack, ...]) -> None:
    with pytest.raises(MissingInputError, match="no image for: backend_image") as error:
        _chosen(stacks)
    assert "--image-tag" in error.value.remedy


def test_a_tag_alone_names_nothing_where_no_stack_makes_a_registry(stacks: tuple[Stack, ...]) -> None:
    with pytest.raises(SynthesisError, match="no stack has a container registry"):
        _chosen(tuple(stack for stack in stacks if stack.name == "app"), tag="1.2")
