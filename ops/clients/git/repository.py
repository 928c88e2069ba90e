"""The git repository of this project: its commits, and a checkout of one beside the working tree."""

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
from ops.engine.synthesis.stacks import PROJECT

#: Used as the commit outside a git checkout, for instance in an unpacked archive.
UNKNOWN: Final = "0" * 40
# Set inside a hook or by a person, these make git look at another repository than the folder.
_MISLEADING: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX")
_OTHER_OWNER: Final = "dubious ownership"
# The hooks of the clone do not run in a review.
_NO_HOOKS: Final = ("-c", f"core.hooksPath={os.devnull}")


class NoRepositoryError(UserError):
    """The project's folder is not a git checkout, so there is no base to compare with."""

    exit_code = ExitCode.USAGE


class UnknownCommitError(UserError):
    """A commit that this clone does not have."""

    exit_code = ExitCode.USAGE


class GitError(UserError):
    """A git command that failed; the message is git's own."""


class OtherOwnerError(GitError):
    """A clone that belongs to another user, in which git refuses to work."""


@dataclass(frozen=True)
class GitRepository:
    """A clone, by the folder of its working tree."""

    folder: Path

    @classmethod
    def of(cls, folder: Path) -> "GitRepository":
        """Return the clone whose working tree is this folder.

        Raises NoRepositoryError, for instance in an unpacked archive, or MissingToolError.
        """
        repository = cls(folder)
        if shutil.which("git") is None:
            raise MissingToolError(
                "git is not installed", remedy="install git: a review compares two commits"
            )
        top = repository._git("rev-parse", "--show-toplevel")
        _require_own(top, folder)
        if top.returncode != 0 or Path(top.stdout.strip()).resolve() != folder.resolve():
            raise NoRepositoryError(
                "this is not a git repository, so there is no base to rehearse"
                + (f". Git said: {top.stderr.strip()}" if top.stderr.strip() else ""),
                where=str(folder),
                remedy="clone the repository with git (a downloaded archive has no history)",
            )
        return repository

    def commit(self, reference: str) -> str:
        """Return the full hash of a commit; raise UnknownCommitError, which explains shallow clones."""
        found = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
        if found.returncode == 0:
            return found.stdout.strip()
        if self.shallow:
            raise UnknownCommitError(
                f"'{reference}' is not in this clone: it is shallow and has only a part of the history",
                where=str(self.folder),
                remedy="run `git fetch --unshallow`; in a workflow give actions/checkout `fetch-depth: 0`",
            )
        raise UnknownCommitError(
            f"there is no commit '{reference}' in this clone",
            where=str(self.folder),
            remedy="run `git fetch`; name a remote branch with its remote, for instance origin/main",
        )

    @property
    def shallow(self) -> bool:
        """Whether the clone has only a part of the history."""
        return self._git("rev-parse", "--is-shallow-repository").stdout.strip() == "true"

    @property
    def edited(self) -> bool:
        """Whether the working tree differs from its commit, new files included."""
        return bool(uncommitted_files(self.folder))

    def contains(self, *, commit: str, within: str) -> bool:
        """Return whether `commit` is an ancestor of `within`."""
        return self._git("merge-base", "--is-ancestor", commit, within).returncode == 0

    @contextmanager
    def checked_out(self, commit: str, folder: Path) -> Iterator[Path]:
        """Check out a commit into a new folder beside the working tree; remove it afterwards."""
        try:
            added = self._git(*_NO_HOOKS, "worktree", "add", "--detach", "--quiet", str(folder), commit)
            if added.returncode != 0:
                raise GitError(
                    f"git cannot check out {commit[:12]}: {added.stderr.strip()}",
                    where=str(self.folder),
                    remedy="fix the problem above and run the command again",
                )
            yield folder
        finally:
            with defer_signals():
                self._git("worktree", "remove", "--force", str(folder))

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return _git(self.folder, *arguments)


def current_commit(project: Path = PROJECT) -> str:
    """Return the full hash of the checked-out commit, or zeros outside a git checkout.

    Raises OtherOwnerError: a release must not be recorded without its commit.
    """
    answer = _git(project, "rev-parse", "--verify", "HEAD")
    _require_own(answer, project)
    return answer.stdout.strip() if answer.returncode == 0 else UNKNOWN


def uncommitted_files(project: Path = PROJECT) -> tuple[str, ...]:
    """Return the paths whose content is not that of the commit, new files included; none outside a checkout.

    Ignored files do not count. Raises OtherOwnerError, and GitError when git cannot say.
    """
    answer = _git(
        project, "-c", "core.quotePath=false", "status", "--porcelain", "-z", "--no-renames", "--", "."
    )
    _require_own(answer, project)
    if answer.returncode != 0:
        if _git(project, "rev-parse", "--git-dir").returncode != 0:
            return ()
        raise GitError(
            f"git cannot say what is not committed: {answer.stderr.strip()}",
            where=str(project),
            remedy="fix the problem above and run the command again",
        )
    return tuple(sorted(entry[3:] for entry in answer.stdout.split("\0") if entry))


def commit_subject(commit: str, project: Path = PROJECT) -> str:
    """Return the first line of a commit's message; empty when the commit is not known."""
    answer = _git(project, "log", "-1", "--format=%s", "--end-of-options", commit, "--")
    return answer.stdout.strip() if answer.returncode == 0 else ""


def _require_own(answer: subprocess.CompletedProcess[str], folder: Path) -> None:
    """Raise OtherOwnerError when git refused because of the folder's owner.

    Source: https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory.
    """
    if answer.returncode != 0 and _OTHER_OWNER in answer.stderr:
        raise OtherOwnerError(
            f"git refuses to read this repository: it belongs to another user ({_OTHER_OWNER})",
            where=str(folder),
            remedy="change its owner, or, if you trust it, run: "
            f"git config --global --add safe.directory {folder}",
        )


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        # Messages are read here, so they are in English.
        env={n: value for n, value in os.environ.items() if n not in _MISLEADING} | {"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
