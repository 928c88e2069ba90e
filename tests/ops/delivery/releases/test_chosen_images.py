"""Where a deployment's images come from, the nearest first."""

from pathlib import Path

import pytest

from ops.common.errors import MissingInputError
from ops.delivery.releases.images import ChosenImages, chosen_images
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


def _chosen(stacks: tuple[Stack, ...], **given: object) -> ChosenImages:
    arguments: dict[str, object] = {
        "tag": None,
        "choices": [],
        "last": None,
        "environment": {},
        "all_stacks": stacks,
        **given,
    }
    return chosen_images(stacks, **arguments)  # type: ignore[arg-type]


def _image(stacks: tuple[Stack, ...], **given: object) -> str:
    return _chosen(stacks, **given).images["backend_image"]


SHELL = {"TF_VAR_backend_image": "r.example.com/x:variable"}


def test_an_option_wins_over_the_last_release_and_that_over_a_variable(stacks: tuple[Stack, ...]) -> None:
    shell = {"environment": SHELL}
    last = {**shell, "last": a_release()}
    tagged = {**last, "tag": "tagged"}
    named = {**tagged, "choices": ["backend=r.example.com/x:named"]}
    chosen = [_chosen(stacks, **given) for given in (named, tagged, last, shell)]
    tags = [each.images["backend_image"].rpartition(":")[2] for each in chosen]
    assert tags == ["named", "tagged", "7", "variable"]
    assert [each.sources["backend_image"] for each in chosen] == [
        "--image",
        "--image-tag",
        f"release {a_release().id}",
        "TF_VAR_backend_image",
    ]


def test_a_variable_that_is_not_deployed_is_named_with_the_option_that_deploys_it(
    stacks: tuple[Stack, ...],
) -> None:
    (warning,) = _chosen(stacks, last=a_release(), environment=SHELL).warnings
    assert warning.startswith(
        "TF_VAR_backend_image is set to r.example.com/x:variable, which is not deployed"
    )
    assert warning.endswith("--image backend=r.example.com/x:variable")
    same = {"TF_VAR_backend_image": a_release().images["backend_image"]}
    assert _chosen(stacks, last=a_release(), environment=same).warnings == ()
    assert _chosen(stacks, environment=SHELL).warnings == ()


def test_a_tag_is_looked_up_in_the_registry_and_repository_that_the_stacks_name(
    stacks: tuple[Stack, ...],
) -> None:
    assert _image(stacks, tag="1.2") == "todoacr.azurecr.io/todo-backend:1.2"


def test_a_stack_without_workloads_needs_no_image(stacks: tuple[Stack, ...]) -> None:
    foundation = [stack for stack in stacks if stack.name == "foundation"]
    chosen = chosen_images(
        foundation, tag=None, choices=[], last=a_release(), environment={}, all_stacks=stacks
    )
    assert chosen.images == {}


def test_without_any_image_the_first_deployment_says_what_to_give(stacks: tuple[Stack, ...]) -> None:
    with pytest.raises(MissingInputError, match="no image for: backend_image") as error:
        _chosen(stacks)
    assert "--image-tag" in error.value.remedy


def test_a_tag_alone_names_nothing_where_no_stack_makes_a_registry(stacks: tuple[Stack, ...]) -> None:
    with pytest.raises(SynthesisError, match="no stack has a container registry"):
        _chosen(tuple(stack for stack in stacks if stack.name == "app"), tag="1.2")
