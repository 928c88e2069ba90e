"""The synthesized stacks of another commit, made by that commit's own code."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ops.errors import ExitCode, UserError
from ops.synthesis import PROJECT, Stack, synthesize


class UnknownCommitError(UserError):
    """The commit that was named is not in this repository."""

    exit_code = ExitCode.USAGE


@contextmanager
def stacks_at(reference: str, *, environment: str, project: Path = PROJECT) -> Iterator[tuple[Stack, ...]]:
    """Yield an environment's stacks as another commit makes them; nothing of it is left afterwards.

    They are synthesized in a git worktree of their own by that commit's main.py, with the packages that are
    installed here. Raises UnknownCommitError, and SynthesisError when that commit refuses.
    """
    commit = _resolve(reference, project)
    with tempfile.TemporaryDirectory(prefix="ops-cost-") as folder:
        tree = Path(folder) / "tree"
        _git(["worktree", "add", "--detach", "--quiet", str(tree), commit], project)
        try:
            yield synthesize(environment=environment, out=Path(folder) / "cdktf.out", project=tree)
        finally:
            _git(["worktree", "remove", "--force", str(tree)], project)


def _resolve(reference: str, project: Path) -> str:
    # The two dashes end git's options: a reference is never read as one.
    answer = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise UnknownCommitError(
            f"there is no commit '{reference}'",
            where=str(project),
            remedy="fetch it, or name a branch, a tag or a hash of this repository",
        )
    return answer.stdout.strip()


def _git(arguments: Sequence[str], project: Path) -> None:
    done = subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UserError(
            f"git {arguments[0]} {arguments[1]} failed: {done.stderr.strip()}", where=str(project)
        )
