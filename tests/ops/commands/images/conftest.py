from collections.abc import Callable
from pathlib import Path

import pytest

from contract.workloads import Role
from ops.commands.images.record import BuildRecord, BuiltImage
from ops.commands.images.source import ImageSource
from tests.github.programs import Programs
from tests.support.oci_image import built_image, write_layout


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Return the only programs on the PATH."""
    found = Programs(folder=tmp_path / "bin")
    found.folder.mkdir()
    monkeypatch.setenv("PATH", str(found.folder))
    return found


@pytest.fixture
def source(tmp_path: Path) -> ImageSource:
    folder = tmp_path / "workload" / "backend"
    folder.mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM scratch\n")
    return ImageSource(role=Role.BACKEND, folder=folder)


@pytest.fixture
def built(tmp_path: Path) -> Callable[[], BuiltImage]:
    """Return a function that puts a built backend into a folder."""

    def make() -> BuiltImage:
        image = BuiltImage(role=Role.BACKEND, folder=tmp_path / "images")
        write_layout(image.layout.folder, built_image())
        image.write(BuildRecord(tag="a" * 40, engine="docker", digest=image.layout.root.digest))
        return image

    return make
