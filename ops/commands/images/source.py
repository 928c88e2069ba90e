"""The folders from which the images are built, and the commit that names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contract.workloads import Role
from ops.clients.git.repository import UNKNOWN, GitRepository, NoRepositoryError, current_commit
from ops.common.errors import ExitCode, UserError
from ops.engine.synthesis.stacks import PROJECT

WORKLOAD: Final = PROJECT / "workload"


class ImageSourceError(UserError):
    """An image that cannot be built from this checkout."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class ImageSource:
    """The build context of one image: a folder with a Dockerfile."""

    role: Role
    folder: Path

    @property
    def dockerfile(self) -> Path:
        """The Dockerfile of the image."""
        return self.folder / "Dockerfile"


def image_sources(names: Sequence[str], *, workload: Path = WORKLOAD) -> list[ImageSource]:
    """Return the build contexts of the named images; of all when none is named.

    Raises ImageSourceError for an unknown name, and for a folder without a Dockerfile.
    """
    known = ", ".join(Role)
    for name in names:
        if name not in list(Role):
            raise ImageSourceError(f"there is no image '{name}'", where=name, remedy=f"images: {known}")
    sources = [ImageSource(role=role, folder=workload / role) for role in Role if role in (names or Role)]
    for source in sources:
        if not source.dockerfile.is_file():
            raise ImageSourceError(
                f"the image '{source.role}' has no Dockerfile",
                where=str(source.dockerfile),
                remedy="restore the file: git checkout -- workload",
            )
    return sources


@dataclass(frozen=True, kw_only=True)
class Revision:
    """The commit of the checkout, and whether it has uncommitted changes."""

    commit: str
    edited: bool

    @property
    def tag(self) -> str:
        """The tag of the images: the commit, marked when the images may differ from it."""
        return f"{self.commit}-dirty" if self.edited else self.commit


def revision(project: Path = PROJECT) -> Revision:
    """Return the revision of a checkout; raise ImageSourceError outside one: no commit names the images."""
    commit = current_commit(project)
    if commit == UNKNOWN:
        raise ImageSourceError(
            "the images are tagged with the commit, and this folder has none",
            where=str(project),
            remedy="clone the repository with git, or commit once",
        )
    try:
        edited = GitRepository.of(project).edited
    except NoRepositoryError as error:
        raise ImageSourceError(error.what, where=error.where, remedy=error.remedy) from error
    return Revision(commit=commit, edited=edited)
