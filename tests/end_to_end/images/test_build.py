"""An image from its base to the registry, with the real buildah.

The base is made here, pushed to a registry and pinned there. A Dockerfile of our backend's shape is
built on it, pushed with Microsoft's client, and read back with go-containerregistry.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.workloads import Role
from ops.clients.registry.tags import digest_of_tag
from ops.commands.images.engine import PLATFORM, EngineError, build_layout, choose_engine
from ops.commands.images.layout import ImageLayout
from ops.commands.images.push import push_layout
from ops.commands.images.source import WORKLOAD, ImageSource
from ops.common.base_images import bases, renewed, require_pinned, write
from ops.common.progress import Step
from tests.components.buildah import Buildah, buildah, shell_rootfs
from tests.components.image_registry import image_registry
from tests.support.azure_registry import azure_registry
from tools.components.go_programs import program

REFERENCE = "registry.example.com/todo-backend:abc"
# The backend's Dockerfile without Python: two stages on one base, an argument, a number as the user.
# RUN is left out: buildah without cgo starts no process.
DOCKERFILE = """\
ARG PYTHON={base}
FROM ${{PYTHON}} AS build
WORKDIR /src
COPY pyproject.toml ./
FROM ${{PYTHON}}
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
WORKDIR /app
COPY --from=build /src /app/src
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s CMD ["python", "-c", ""]
CMD ["python", "-m", "todo_backend"]
"""


@pytest.fixture(scope="module")
def reader() -> Path:
    """Return the reader, made before a test changes HOME, where the made programs are."""
    return program("image-reader")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with image_registry(folder=tmp_path_factory.mktemp("registry")) as address:
        yield address


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, registry: str) -> Iterator[Buildah]:
    with buildah(folder=tmp_path_factory.mktemp("buildah"), registry=registry) as program:
        yield program


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, registry: str, engine: Buildah) -> str:
    """Return the name of a base with a shell in the registry."""
    folder = tmp_path_factory.mktemp("base")
    shell_rootfs(folder / "rootfs")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    name = f"{registry}/base:1"
    engine.run("build", "--tag", name, "--file", str(folder / "Dockerfile"), str(folder / "rootfs"))
    engine.run("push", name)
    engine.run("rmi", "--all", "--force")
    return name


@pytest.fixture
def source(
    tmp_path: Path, base: str, engine: Buildah, reader: Path, monkeypatch: pytest.MonkeyPatch
) -> ImageSource:
    for name, value in {**engine.variables, "PATH": f"{engine.folder}:{os.environ['PATH']}"}.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "backend"
    folder.mkdir()
    (folder / "Dockerfile").write_text(DOCKERFILE.format(base=base))
    (folder / "pyproject.toml").write_text("")
    found = ImageSource(role=Role.BACKEND, folder=folder)
    write(renewed(bases(found.dockerfile), lambda tagged: digest_of_tag(tagged, platform=PLATFORM)))
    require_pinned([found.dockerfile])
    return found


def test_an_image_is_built_on_its_pinned_base_and_pushed_with_the_digest_of_its_folder(
    tmp_path: Path, registry: str, source: ImageSource, reader: Path
) -> None:
    layout = ImageLayout(folder=tmp_path / "layout")
    build_layout(choose_engine("buildah"), source, reference=REFERENCE, layout=layout.folder)

    assert layout.platform() == PLATFORM
    (tmp_path / "tls").mkdir()
    with azure_registry(tmp_path / "tls", backend=registry) as server, server.opened() as azure:
        push_layout(layout, azure, repository="todo-backend", tag="abc", progress=Step("backend"))
    read = subprocess.run(
        [reader, f"registry://{registry}/todo-backend:abc"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = json.loads(read.stdout)
    assert found["digest"] == layout.root.digest
    assert found["architecture"] == "amd64"
    config = json.loads(
        (layout.folder / "blobs" / layout.root.document()["config"]["digest"].replace(":", "/")).read_text()
    )
    assert config["config"]["User"] == "10001:10001"
    assert config["config"]["Cmd"] == ["python", "-m", "todo_backend"]


def test_buildahs_folder_is_read_as_trivy_reads_it(tmp_path: Path, source: ImageSource, reader: Path) -> None:
    layout = ImageLayout(folder=tmp_path / "layout")
    build_layout(choose_engine("buildah"), source, reference=REFERENCE, layout=layout.folder)

    read = subprocess.run([reader, layout.folder], capture_output=True, text=True, timeout=60, check=True)

    assert json.loads(read.stdout)["format"] == "oci-layout"


def test_a_base_that_is_not_the_pinned_one_is_not_built_on(tmp_path: Path, source: ImageSource) -> None:
    text = source.dockerfile.read_text()
    digest = bases(source.dockerfile)[0].digest
    source.dockerfile.write_text(text.replace(digest, "sha256:" + "0" * 64))

    with pytest.raises(EngineError, match="buildah build --platform failed"):
        build_layout(choose_engine("buildah"), source, reference=REFERENCE, layout=tmp_path / "layout")
    assert not (tmp_path / "layout").exists()


def test_the_shape_is_that_of_our_backend() -> None:
    ours = (WORKLOAD / "backend" / "Dockerfile").read_text()

    def instructions(text: str) -> set[str]:
        return {line.split()[0] for line in text.splitlines() if line[:1].isupper()}

    assert instructions(ours) - {"RUN"} == instructions(DOCKERFILE)
