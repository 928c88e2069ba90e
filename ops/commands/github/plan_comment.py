"""The plan comment of a pull request, and which of its content is trusted.

A plan made with credentials is of kind `plan`; its fingerprints count as reviewed when the pull request is
merged. The output of a fork's run is of kind `rehearsal`: its text is untrusted, and its header is written
here (docs/decisions/0051-rehearsals-are-no-reviews.md).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from ops.clients.github.client import GitHubClient
from ops.clients.github.environment import wrote
from ops.common.errors import ExitCode, UserError
from ops.common.hidden_header import Facts, hidden_facts, hidden_header, without_header
from ops.common.markdown_text import LIMIT, fitted, tamed

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
#: A commit by its whole name.
COMMIT: Final = re.compile(r"[0-9a-f]{40}")
# More than a comment can hold, even with four bytes a character; the rest is not read.
_MOST_BYTES: Final = 4 * LIMIT
_NOTICE: Final = (
    "> [!NOTE]\n"
    "> **A rehearsal, not a plan.** It was made without credentials, from a fork's code, against a simulated "
    "cloud. It does not count as a review: to deploy the change, a maintainer moves it to a branch of this "
    "repository.\n"
)


class PlanKind(StrEnum):
    """The origin of a plan comment's text."""

    PLAN = "plan"
    REHEARSAL = "rehearsal"


class NoPlanError(UserError):
    """A file that is not the output of `ops plan --markdown`."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class PlanText:
    """A plan comment's text with what its header says. `commit` is the head that was planned."""

    kind: PlanKind
    environment: str
    commit: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PlanComment:
    """A plan comment on GitHub, written by us."""

    id: int
    url: str
    kind: PlanKind
    commit: str
    fingerprints: Mapping[str, str]
    text: str


def read_plan(file: Path, *, head: str) -> PlanText:
    """Return the plan that `ops plan --markdown` wrote, for the head of a pull request.

    `head` may be empty: then it is the commit that was checked out. A workflow that plans a pull request
    checks out its merge with the base, whose commit nobody knows; so it names the head.
    """
    text = _read(file)
    facts = hidden_facts(text)
    if facts is None or facts.get("kind") != PlanKind.PLAN:
        raise NoPlanError(
            "the file is not a plan comment: its first line has no plan header",
            where=str(file),
            remedy="write it with: ops plan --markdown FILE",
        )
    commit = head or str(facts["commit"])
    named = hidden_header(**{**facts, "commit": commit})
    return PlanText(
        kind=PlanKind.PLAN,
        environment=str(facts["environment"]),
        commit=commit,
        text=f"{named}\n{fitted(without_header(text), limit=LIMIT - len(named) - 1)}",
    )


def read_rehearsal(file: Path, *, environment: str, head: str) -> PlanText:
    """Return the sanitized output of a fork's run, under our header without fingerprints."""
    if not COMMIT.fullmatch(head):
        raise NoPlanError(
            "--head must be a full commit SHA; the commit that an untrusted rehearsal names is ignored",
            where="--head",
            remedy="pass the head from GitHub: --head ${{ github.event.workflow_run.head_sha }}",
        )
    named = hidden_header(kind=PlanKind.REHEARSAL, environment=environment, commit=head)
    top = f"{named}\n{_NOTICE}\n"
    return PlanText(
        kind=PlanKind.REHEARSAL,
        environment=environment,
        commit=head,
        text=top + fitted(tamed(_read(file)), limit=LIMIT - len(top)),
    )


def plan_comments(
    github: GitHubClient, number: int, *, environment: str, author: str
) -> Iterator[PlanComment]:
    """Yield the plan comments of an environment that `author` wrote on a pull request, the oldest first."""
    for comment in github.items(f"/issues/{number}/comments"):
        facts = hidden_facts(comment.get("body") or "")
        if facts and wrote(author, comment) and facts.get("environment") == environment:
            kind = facts.get("kind")
            if kind in (PlanKind.PLAN, PlanKind.REHEARSAL):
                yield _comment(comment, PlanKind(kind), facts)


def _comment(comment: Mapping[str, Any], kind: PlanKind, facts: Facts) -> PlanComment:
    listed = facts.get("fingerprints") if kind is PlanKind.PLAN else None
    fingerprints = listed if isinstance(listed, dict) else {}
    return PlanComment(
        id=comment["id"],
        url=comment["html_url"],
        kind=kind,
        commit=str(facts.get("commit", "")),
        fingerprints={
            str(stack): value
            for stack, value in fingerprints.items()
            if isinstance(value, str) and _FINGERPRINT.fullmatch(value)
        },
        text=comment["body"],
    )


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES).decode("utf-8", errors="replace")
    except OSError as error:
        raise NoPlanError(
            f"the plan cannot be read: {error.strerror}",
            where=str(file),
            remedy="write it with: ops plan --markdown FILE",
        ) from error
