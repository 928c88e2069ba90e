"""Putting the plan comment on a pull request: made once, then updated in place, never by an older plan."""

from dataclasses import dataclass

from ops.clients.github.client import GitHubClient, make_once
from ops.commands.github.plan_comment import Kind, PlanComment, PlanText, plan_comments


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What became of a plan comment. `written` says whether anything changed on GitHub."""

    written: bool
    told: str
    url: str = ""


def publish(github: GitHubClient, plan: PlanText, *, number: int, author: str) -> Publication:
    """Write the plan comment of a pull request, unless there is a reason not to, which is told."""
    pull = github.get(f"/pulls/{number}")
    if pull["state"] != "open":
        return Publication(written=False, told=f"pull request {number} was closed meanwhile: nothing written")
    head = pull["head"]["sha"]
    if plan.commit != head:
        return Publication(
            written=False,
            told=f"pull request {number} has moved on to {head[:12]}: the plan of {plan.commit[:12]} is not "
            "written over a newer one. (A plan of the merge with the base needs --head.)",
        )
    standing = _standing(github, plan, number=number, author=author)
    if standing and plan.kind is Kind.REHEARSAL and (standing.kind, standing.commit) == (Kind.PLAN, head):
        return Publication(
            written=False,
            told="the comment already has the plan of this head, which a rehearsal does not replace",
            url=standing.url,
        )
    return _write(github, plan, standing, number=number, author=author)


def _standing(github: GitHubClient, plan: PlanText, *, number: int, author: str) -> PlanComment | None:
    found = plan_comments(github, number, environment=plan.environment, author=author)
    return next(found, None)


def _write(
    github: GitHubClient, plan: PlanText, standing: PlanComment | None, *, number: int, author: str
) -> Publication:
    body = {"body": plan.text}
    if standing is None:
        made = make_once(
            lambda: str(github.post(f"/issues/{number}/comments", body)["html_url"]),
            lambda: getattr(_standing(github, plan, number=number, author=author), "url", None),
        )
        return Publication(written=True, told="the comment was made", url=made)
    if standing.text == plan.text:
        return Publication(written=False, told="the comment says the same already", url=standing.url)
    github.patch(f"/issues/comments/{standing.id}", body)
    return Publication(written=True, told="the comment was updated", url=standing.url)
