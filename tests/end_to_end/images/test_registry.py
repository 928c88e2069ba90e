"""Pushing and pinning against a real registry, read back with go-containerregistry.

Microsoft's client of Azure's registry signs in at a stand-in and pushes through it.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.clients.azure.management import AzureRefusedError
from ops.clients.registry.azure import RegistryPushError
from ops.clients.registry.tags import RegistryReadError, digest_of_tag
from ops.commands.images.layout import ImageLayout
from ops.commands.images.push import push_layout
from ops.common.base_images import bases, renewed, write
from ops.common.progress import Step
from tests.components.image_registry import image_registry
from tests.support.azure_registry import AzureRegistryServer, azure_registry
from tests.support.oci_image import BuiltImage, built_image, write_layout
from tools.components.go_programs import program

REPOSITORY, TAG = "todo-backend", "a" * 40


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with image_registry(folder=tmp_path_factory.mktemp("registry")) as address:
        yield address


@pytest.fixture
def azure(tmp_path: Path, registry: str) -> Iterator[AzureRegistryServer]:
    with azure_registry(tmp_path, backend=registry) as server:
        yield server


def _layout(folder: Path, built: BuiltImage) -> ImageLayout:
    write_layout(folder, built)
    return ImageLayout(folder=folder)


def _push(azure: AzureRegistryServer, layout: ImageLayout, *, tag: str = TAG) -> bool:
    with azure.opened() as registry:
        return push_layout(layout, registry, repository=REPOSITORY, tag=tag, progress=Step("backend"))


def test_the_pushed_digest_is_that_of_the_scanned_folder(
    tmp_path: Path, registry: str, azure: AzureRegistryServer
) -> None:
    built = built_image()

    assert _push(azure, _layout(tmp_path / "layout", built)) is True

    read = subprocess.run(
        [program("image-reader"), f"registry://{registry}/{REPOSITORY}@{built.digest}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = json.loads(read.stdout)
    assert (found["digest"], found["layers"]) == (built.image_digest, [built.layer])
    assert digest_of_tag(f"{registry}/{REPOSITORY}:{TAG}", platform="linux/amd64") == built.digest
    assert set(azure.granted) == {f"repository:{REPOSITORY}:pull,push"}


def test_an_image_that_is_there_is_not_pushed_again(tmp_path: Path, azure: AzureRegistryServer) -> None:
    layout = _layout(tmp_path / "layout", built_image())
    _push(azure, layout, tag="again")
    azure.paths.clear()

    assert _push(azure, layout, tag="again") is False
    assert not [path for path in azure.paths if "/blobs/" in path]


def test_an_index_without_its_images_is_refused_by_the_registry(
    tmp_path: Path, azure: AzureRegistryServer
) -> None:
    layout = _layout(tmp_path / "layout", built_image(architecture="arm64"))
    root = layout.root

    with azure.opened() as registry, pytest.raises(AzureRefusedError, match="404"):
        registry.push_manifest("another", root.path, media_type=root.media_type, tag="broken")


def test_a_caller_without_the_role_is_refused(tmp_path: Path, registry: str) -> None:
    layout = _layout(tmp_path / "layout", built_image())

    with (
        azure_registry(tmp_path, backend=registry, refuse=403) as server,
        pytest.raises(RegistryPushError, match="refuses the push") as refused,
    ):
        _push(server, layout)
    assert "AcrPush" in refused.value.remedy


def test_base_images_are_pinned_to_the_digest_of_their_manifest_list(
    tmp_path: Path, registry: str, azure: AzureRegistryServer
) -> None:
    built = built_image()
    _push(azure, _layout(tmp_path / "layout", built), tag="3.11-slim")
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(f"ARG PYTHON={registry}/{REPOSITORY}:3.11-slim\nFROM ${{PYTHON}}\n")

    write(renewed(bases(dockerfile), lambda tagged: digest_of_tag(tagged, platform="linux/amd64")))

    assert f":3.11-slim@{built.digest}\n" in dockerfile.read_text()


def test_a_base_for_another_platform_is_refused(
    tmp_path: Path, registry: str, azure: AzureRegistryServer
) -> None:
    _push(azure, _layout(tmp_path / "layout", built_image(architecture="arm64")), tag="arm")

    with pytest.raises(RegistryReadError, match="no image for linux/amd64, only for linux/arm64"):
        digest_of_tag(f"{registry}/{REPOSITORY}:arm", platform="linux/amd64")


def test_a_tag_that_does_not_exist_is_refused(registry: str) -> None:
    with pytest.raises(RegistryReadError, match="todo-backend:nothing does not exist"):
        digest_of_tag(f"{registry}/{REPOSITORY}:nothing", platform="linux/amd64")
