import shutil
import subprocess
from pathlib import Path

import pytest

from contract.workloads import Role
from ops.commands.images.source import ImageSource, ImageSourceError, image_sources, revision

GIT = shutil.which("git") or "git"


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run([GIT, *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    _git(tmp_path, "init", "-q")
    (tmp_path / "file").write_text("one")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


def test_all_images_of_this_repository_can_be_built() -> None:
    assert [source.role for source in image_sources([])] == [Role.BACKEND, Role.FRONTEND]


def test_an_unknown_image_is_refused() -> None:
    with pytest.raises(ImageSourceError, match="there is no image 'database'") as refused:
        image_sources(["database"])
    assert "backend, frontend" in refused.value.remedy


def test_a_missing_dockerfile_is_named(source: ImageSource) -> None:
    source.dockerfile.unlink()

    with pytest.raises(ImageSourceError, match="the image 'backend' has no Dockerfile") as refused:
        image_sources(["backend"], workload=source.folder.parent)
    assert refused.value.where == str(source.dockerfile)


def test_the_tag_is_the_commit(checkout: Path) -> None:
    found = revision(checkout)

    assert found.tag == found.commit
    assert len(found.commit) == 40


def test_a_tag_of_uncommitted_changes_says_so(checkout: Path) -> None:
    (checkout / "file").write_text("two")

    assert revision(checkout).tag == f"{revision(checkout).commit}-dirty"


def test_a_folder_without_a_commit_cannot_name_an_image(tmp_path: Path) -> None:
    with pytest.raises(ImageSourceError, match="tagged with the commit"):
        revision(tmp_path)
