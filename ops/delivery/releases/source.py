"""The source of a release: the commit, and the files that differed from it when it was synthesized."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ops.clients.git.repository import current_commit, uncommitted_files
from ops.common.errors import ExitCode, UserError
from ops.delivery.releases.release import listed_paths

_MOST_SHOWN = 5


class UncommittedError(UserError):
    """A deployment in a workflow from a working tree that is not its commit."""

    exit_code = ExitCode.NOT_REVIEWED


@dataclass(frozen=True, kw_only=True)
class Source:
    """A commit, and the paths whose content was not that of the commit."""

    commit: str
    uncommitted: tuple[str, ...] = ()

    def with_edits_of(self, later: "Source") -> "Source":
        """Return this source with the uncommitted files that were found later, too."""
        return replace(self, uncommitted=tuple(dict.fromkeys((*self.uncommitted, *later.uncommitted))))


def current_source() -> Source:
    """Return the source of this checkout as it is now."""
    return Source(commit=current_commit(), uncommitted=listed_paths(uncommitted_files()))


def require_committed(source: Source, *, variables: Mapping[str, str]) -> None:
    """Raise UncommittedError in a GitHub workflow whose working tree is not its commit.

    A workflow deploys what was merged; nobody can review what a step has changed. On a person's machine the
    record lists the files (docs.github.com, "Variables reference": GITHUB_ACTIONS is always true).
    """
    if source.uncommitted and variables.get("GITHUB_ACTIONS") == "true":
        raise UncommittedError(
            f"the working tree is not commit {source.commit[:12]}: {shown(source.uncommitted)}",
            where="the working tree of this workflow",
            remedy="commit these files, remove the step that changes them, or list them in .gitignore",
        )


def shown(paths: tuple[str, ...]) -> str:
    """Return paths for a message, the first of them."""
    more = f" and {len(paths) - _MOST_SHOWN} more" if len(paths) > _MOST_SHOWN else ""
    return ", ".join(paths[:_MOST_SHOWN]) + more
