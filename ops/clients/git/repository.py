"""The git repository of this project: naming commits, and checking one out beside the working tree."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.common.defer_signals import defer_signals
from ops.common.errors import ExitCode, MissingToolError, UserError

# Set inside a hook or by a person, these would lead git away from the folder that is asked about.
_MISLEADING: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX")
# A hook of the clone is no part of a review.
_NO_HOOKS: Final = ("-c", f"core.hooksPath={os.devnull}")


class NoRepositoryError(UserError):
    """The project's folder is no git checkout, so that there is no base to compare with."""

    exit_code = ExitCode.USAGE


class UnknownCommitError(UserError):
    """A commit was named that this clone does not have."""

    exit_code = ExitCode.USAGE


class GitError(UserError):
    """Git refused something that should have worked; its own message is passed on."""


@dataclass(frozen=True)
class Repository:
    """A clone, by the folder of its working tree."""

    folder: Path

    @classmethod
    def of(cls, folder: Path) -> "Repository":
        """Return the clone whose working tree is this folder.

        Raises NoRepositoryError where it is none, for instance an unpacked archive, or MissingToolError.
        """
        repository = cls(folder)
        if shutil.which("git") is None:
            raise MissingToolError(
                "git is not installed", remedy="install git: a review compares two commits"
            )
        top = repository._git("rev-parse", "--show-toplevel")
        if top.returncode != 0 or Path(top.stdout.strip()).resolve() != folder.resolve():
            raise NoRepositoryError(
                "this is not a git repository, so that no base can be rehearsed"
                + (f". Git said: {top.stderr.strip()}" if top.stderr.strip() else ""),
                where=str(folder),
                remedy="clone the repository with git (a downloaded archive has no history)",
            )
        return repository

    def commit(self, reference: str) -> str:
        """Return the full hash of a commit; raise UnknownCommitError, which knows of shallow clones."""
        found = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
        if found.returncode == 0:
            return found.stdout.strip()
        if self.shallow:
            raise UnknownCommitError(
                f"'{reference}' is not in this clone, which is shallow: most of the history is not here",
                where=str(self.folder),
                remedy="run `git fetch --unshallow`; in a workflow give actions/checkout `fetch-depth: 0`",
            )
        raise UnknownCommitError(
            f"there is no commit '{reference}' in this clone",
            where=str(self.folder),
            remedy="run `git fetch` and name a branch of the remote with it, for instance origin/main",
        )

    @property
    def shallow(self) -> bool:
        """Whether only a part of the history is here."""
        return self._git("rev-parse", "--is-shallow-repository").stdout.strip() == "true"

    @property
    def edited(self) -> bool:
        """Whether the working tree differs from its commit, new files included."""
        return bool(self._git("status", "--porcelain").stdout.strip())

    def contains(self, *, commit: str, within: str) -> bool:
        """Return whether `within` was made on top of `commit`."""
        return self._git("merge-base", "--is-ancestor", commit, within).returncode == 0

    @contextmanager
    def checked_out(self, commit: str, folder: Path) -> Iterator[Path]:
        """Check a commit out into a new folder beside the working tree; it is gone afterwards."""
        try:
            added = self._git(*_NO_HOOKS, "worktree", "add", "--detach", "--quiet", str(folder), commit)
            if added.returncode != 0:
                raise GitError(
                    f"git cannot check {commit[:12]} out: {added.stderr.strip()}",
                    where=str(self.folder),
                    remedy="correct the cause and run it again",
                )
            yield folder
        finally:
            with defer_signals():
                self._git("worktree", "remove", "--force", str(folder))

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if name not in _MISLEADING},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
