"""The reviewed fingerprints of a commit of the default branch.

The lookup goes from the commit to the pull request that it merged, to the plan comment that our workflow
wrote on it, to the fingerprints in its hidden header. If a step finds something unexpected, only the empty
plan is allowed, which lets nothing pass but what a release itself changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.clients.github.client import GitHubClient
from ops.commands.github.plan_comment import COMMIT, PlanKind, plan_comments
from ops.common.errors import ExitCode, UserError
from ops.delivery.planning.fingerprint import fingerprint

#: The fingerprint of a plan that does nothing: there is nothing in it to review.
EMPTY_PLAN: Final = fingerprint({})

_HOW: Final = (
    "To deploy more than a release: open a pull request from a branch of this repository, have its plan "
    "commented and reviewed, and merge it. Or run `ops plan` and `ops deploy` by hand."
)


class ReviewOutdatedError(UserError):
    """The merged commit is not the planned and reviewed one."""

    exit_code = ExitCode.NOT_REVIEWED


class BadCommitError(UserError):
    """A commit that is not given as a full SHA, which a merge is recognized by."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class ReviewedPlan:
    """The reviewed plan of a commit: `fingerprints` by stack, or the `reason` why there are none."""

    commit: str
    pull_request: int | None = None
    fingerprints: Mapping[str, str]
    reason: str = ""

    @property
    def allowed(self) -> list[str]:
        """What the gate may let through, for `ops deploy --reviewed`: always the empty plan, too.

        A stack whose change a deployment that broke off has already applied has nothing left to do.
        """
        return sorted({EMPTY_PLAN, *self.fingerprints.values()})


def reviewed_plan(github: GitHubClient, *, commit: str, environment: str, author: str) -> ReviewedPlan:
    """Return what was reviewed for a commit of the default branch.

    Raises ReviewOutdatedError when the pull request's head changed between its plan and its merge, and
    BadCommitError.
    """
    if not COMMIT.fullmatch(commit):
        raise BadCommitError(
            f"'{commit}' is not a full commit SHA",
            where="--commit",
            remedy="pass all 40 digits: git rev-parse HEAD",
        )
    pull = _merged_pull(github, commit)
    if pull is None:
        return _nothing(commit, f"{commit[:12]} is not the merge of a pull request into the default branch")
    number = pull["number"]
    comments = list(plan_comments(github, number, environment=environment, author=author))
    plans = [comment for comment in comments if comment.kind is PlanKind.PLAN]
    if not plans and comments:
        return _nothing(commit, f"pull request {number} was only rehearsed: it came from a fork", number)
    if not plans:
        return _nothing(commit, f"{author} wrote no plan of {environment} on pull request {number}", number)
    head = pull["head"]["sha"]
    current = [plan for plan in plans if plan.commit == head]
    if not current:
        raise ReviewOutdatedError(
            f"pull request {number} was merged at {head[:12]}, but planned and reviewed at "
            f"{plans[-1].commit[:12]}: something was pushed in between",
            where=plans[-1].url,
            remedy="check what was pushed; then plan it in a new pull request, or by hand (ops plan)",
        )
    return ReviewedPlan(commit=commit, pull_request=number, fingerprints=current[-1].fingerprints)


def _merged_pull(github: GitHubClient, commit: str) -> dict[str, Any] | None:
    """Return the pull request into the default branch whose merge made this commit.

    Source: docs.github.com, "List pull requests associated with a commit": with a commit of the default
    branch it lists the merged pull request that brought it. After a squash or a rebase `merge_commit_sha` is
    the commit at the tip of the base branch ("Get a pull request").
    """
    for pull in github.items(f"/commits/{commit}/pulls"):
        base = pull["base"]
        merged = pull.get("merged_at") and pull.get("merge_commit_sha") == commit
        if merged and base["ref"] == base["repo"]["default_branch"]:
            return pull
    return None


def _nothing(commit: str, reason: str, number: int | None = None) -> ReviewedPlan:
    return ReviewedPlan(
        commit=commit, pull_request=number, fingerprints={}, reason=f"no reviewed plan: {reason}. {_HOW}"
    )
