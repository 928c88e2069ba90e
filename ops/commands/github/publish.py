"""The plan comment of a pull request: created once, then updated in place, never by an older plan."""

from dataclasses import dataclass

from ops.clients.github.client import GitHubClient, make_once
from ops.commands.github.plan_comment import PlanComment, PlanKind, PlanText, plan_comments


@dataclass(frozen=True, kw_only=True)
class Publication:
    """The result for a plan comment. `written` is whether anything changed on GitHub."""

    written: bool
    summary: str
    url: str = ""


def publish(github: GitHubClient, plan: PlanText, *, number: int, author: str) -> Publication:
    """Write the plan comment of a pull request, unless there is a reason not to, which the summary gives."""
    pull = github.get(f"/pulls/{number}")
    if pull["state"] != "open":
        return Publication(written=False, summary=f"pull request {number} is closed: nothing was written")
    head = pull["head"]["sha"]
    if plan.commit != head:
        return Publication(
            written=False,
            summary=f"pull request {number} now has the head {head[:12]}: the plan of {plan.commit[:12]} "
            "does not replace a newer one. (A plan of the merge with the base needs --head.)",
        )
    existing = _existing(github, plan, number=number, author=author)
    if (
        existing
        and plan.kind is PlanKind.REHEARSAL
        and (existing.kind, existing.commit) == (PlanKind.PLAN, head)
    ):
        return Publication(
            written=False,
            summary="the comment already has the plan of this head, which a rehearsal does not replace",
            url=existing.url,
        )
    return _write(github, plan, existing, number=number, author=author)


def _existing(github: GitHubClient, plan: PlanText, *, number: int, author: str) -> PlanComment | None:
    found = plan_comments(github, number, environment=plan.environment, author=author)
    return next(found, None)


def _write(
    github: GitHubClient, plan: PlanText, existing: PlanComment | None, *, number: int, author: str
) -> Publication:
    body = {"body": plan.text}
    if existing is None:
        made = make_once(
            lambda: str(github.post(f"/issues/{number}/comments", body)["html_url"]),
            lambda: getattr(_existing(github, plan, number=number, author=author), "url", None),
        )
        return Publication(written=True, summary="the comment was created", url=made)
    if existing.text == plan.text:
        return Publication(written=False, summary="the comment is up to date", url=existing.url)
    github.patch(f"/issues/comments/{existing.id}", body)
    return Publication(written=True, summary="the comment was updated", url=existing.url)
