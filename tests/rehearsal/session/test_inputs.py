"""A person's own secrets are used, the rest is made up, and nothing of it is stored."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import pytest

from ops.common.errors import MissingInputError
from ops.engine.synthesis.stacks import Stack, read_stacks
from rehearsal.session.inputs import gather
from tests.support.synthesized import document, write_synthesized

KEY = b"key of the test"


def stacks(
    folder: Path,
    *,
    plain: tuple[str, ...] = ("backend_image",),
    deployed: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Stack, ...]:
    """Return an app stack with these image variables; `deployed` are its Deployments with their variables."""
    secret = {"type": "string", "ephemeral": True, "sensitive": True}
    variables = {"database_url": secret, "openai_api_key": secret}
    revisions = {f"{name}_revision": {"type": "number"} for name in variables}
    inputs = {name: {"type": "string"} for name in plain}
    deployments = {name: _deployment(name, image=image) for name, image in deployed.items()}
    content = document("app", variable={**variables, **revisions, **inputs})
    content["resource"] = {"kubernetes_deployment_v1": deployments}
    return read_stacks(write_synthesized(folder, {"app": content}))


def _deployment(name: str, *, image: str) -> dict[str, Any]:
    container = [{"image": f"${{var.{image}}}"}]
    return {"metadata": {"name": name}, "spec": {"template": {"spec": {"container": container}}}}


def test_own_secrets_are_used_and_the_others_made_up(tmp_path: Path) -> None:
    inputs = gather(stacks(tmp_path), environment={"DATABASE_URL": "own"}, key=KEY)
    assert (set(inputs.own), set(inputs.made_up)) == ({"database_url"}, {"openai_api_key"})
    variables = inputs.release.variables()
    assert variables["TF_VAR_database_url"] == "own"
    assert set(inputs.release.secret_values()) == {"own", variables["TF_VAR_openai_api_key"]}
    assert variables["TF_VAR_openai_api_key_revision"].isdigit()


def test_what_is_made_up_is_the_same_in_every_run_and_differs_between_rehearsals(tmp_path: Path) -> None:
    found = stacks(tmp_path)
    first, again, other = (gather(found, environment={}, key=key) for key in (KEY, KEY, b"other"))
    assert first == again
    assert not set(first.release.secret_values()) & set(other.release.secret_values())


def test_a_made_up_database_url_is_one(tmp_path: Path) -> None:
    url = urlsplit(gather(stacks(tmp_path), environment={}, key=KEY).made_up["database_url"].value)
    assert (url.scheme, url.path) == ("postgresql", "/todo")
    assert url.hostname
    assert url.hostname.endswith(".example")


def test_images_are_taken_from_the_environment_or_made_up_by_digest(tmp_path: Path) -> None:
    found = stacks(
        tmp_path, plain=("backend_image", "frontend_image"), deployed={"acme-web": "frontend_image"}
    )
    own = "registry.example/todo-backend:1"
    inputs = gather(found, environment={"TF_VAR_backend_image": own}, key=KEY)
    assert inputs.images["backend_image"] == own
    assert "/acme-web@sha256:" in inputs.images["frontend_image"]


def test_an_input_that_cannot_be_made_up_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="inputs that are not set: TF_VAR_region"):
        gather(stacks(tmp_path, plain=("region",)), environment={}, key=KEY)
