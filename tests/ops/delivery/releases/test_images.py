import pytest

from ops.common.arguments import ArgumentError
from ops.delivery.releases.images import ImageError, named, short, tagged

VARIABLES = ("backend_image", "frontend_image")
REPOSITORIES = {"backend_image": "todo-backend", "frontend_image": "todo-frontend"}


def test_a_tag_names_every_workload_s_image_in_the_registry() -> None:
    assert tagged(VARIABLES, registry="todo.azurecr.io", repositories=REPOSITORIES, tag="1.2") == {
        "backend_image": "todo.azurecr.io/todo-backend:1.2",
        "frontend_image": "todo.azurecr.io/todo-frontend:1.2",
    }


@pytest.mark.parametrize("tag", ["", "a b", ".x", "x" * 129, "a/b", "a:b"])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    with pytest.raises(ArgumentError, match="is not an image tag"):
        tagged(VARIABLES, registry="todo.azurecr.io", repositories=REPOSITORIES, tag=tag)


@pytest.mark.parametrize(
    "reference",
    [
        "todo.azurecr.io/todo-backend:1.2",
        "localhost:5000/a/b:x",
        "todo.azurecr.io/todo-backend@sha256:" + "0" * 64,
        "todo.azurecr.io/todo-backend:1.2@sha256:" + "f" * 64,
    ],
)
def test_one_workload_s_image_can_be_named_whole(reference: str) -> None:
    assert named([f"backend={reference}"], variables=VARIABLES) == {"backend_image": reference}


@pytest.mark.parametrize(
    "reference", ["", "todo-backend:1.2", "todo.azurecr.io/todo-backend", "x/y@sha256:12"]
)
def test_an_image_without_registry_tag_or_whole_digest_is_refused(reference: str) -> None:
    with pytest.raises(ImageError, match="does not name a registry, a repository and a tag or digest"):
        named([f"backend={reference}"], variables=VARIABLES)


def test_an_image_for_an_unknown_workload_names_the_known_ones() -> None:
    with pytest.raises(ImageError) as error:
        named(["web=x/y:1"], variables=VARIABLES)
    assert error.value.remedy == "workloads: backend, frontend"


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("todo.azurecr.io/todo-backend:1.2", "todo-backend:1.2"),
        ("todo.azurecr.io/todo-backend@sha256:" + "ab" * 32, "todo-backend@abababababab"),
        ("todo.azurecr.io/todo-backend:1.2@sha256:" + "ab" * 32, "todo-backend:1.2"),
    ],
)
def test_an_image_is_told_by_its_tag_or_the_beginning_of_its_digest(reference: str, told: str) -> None:
    assert short(reference) == told
