"""GitHub's error answers as errors for users: the reason, and the missing permission.

Source: docs.github.com, "Troubleshooting the REST API" and "Rate limits for the REST API".
"""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

import httpx

from ops.common.errors import UserError

_SECONDARY_LIMIT_SECONDS: Final = 60.0
_ACCEPTED: Final = "x-accepted-github-permissions"


class GitHubRefusedError(UserError):
    """GitHub answered with an error. `status` is the HTTP status."""

    def __init__(self, what: str, *, where: str, remedy: str, status: int) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status


class GitHubUncertainError(UserError):
    """GitHub did not answer a request that creates something: it may exist all the same."""


def rate_limit_pause(answer: httpx.Response, *, now: float) -> float | None:
    """Return how many seconds to wait for a rate limit; None when the answer is about something else.

    `now` is in seconds since 1970, as `x-ratelimit-reset` is.
    """
    if answer.status_code not in (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS):
        return None
    if (after := answer.headers.get("retry-after", "")).isdigit():
        return float(after)
    reset = answer.headers.get("x-ratelimit-reset", "")
    if answer.headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(1.0, float(reset) - now)
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or "rate limit" in message(answer).lower():
        return _SECONDARY_LIMIT_SECONDS
    return None


def rate_limited(answer: httpx.Response, *, where: str, pause: float, now: float) -> UserError:
    """Return the error for a rate limit that resets too late to wait for it."""
    until = datetime.fromtimestamp(now + pause, UTC)
    return UserError(
        f"GitHub's rate limit is exceeded: {message(answer)}",
        where=where,
        remedy=f"run this again after {until:%H:%M} UTC",
    )


def refusal(answer: httpx.Response, *, where: str) -> GitHubRefusedError:
    """Return the error for an answer without success."""
    status = answer.status_code
    return GitHubRefusedError(
        f"GitHub refused: {message(answer)} ({status})", where=where, remedy=_remedy(answer), status=status
    )


def message(answer: httpx.Response) -> str:
    """Return GitHub's message, with the details of a failed validation."""
    try:
        document = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        return answer.reason_phrase or "no message"
    details = [_detail(error) for error in document.get("errors") or []]
    return ": ".join([str(document.get("message", answer.reason_phrase)), *filter(None, details)])


def _detail(error: object) -> str:
    if not isinstance(error, dict):
        return str(error)
    return str(error.get("message") or " ".join(str(error.get(key, "")) for key in ("field", "code")).strip())


def _remedy(answer: httpx.Response) -> str:
    match answer.status_code:
        case HTTPStatus.UNAUTHORIZED:
            return "GITHUB_TOKEN (or GH_TOKEN) is wrong or has expired; `gh auth token` prints one"
        case HTTPStatus.FORBIDDEN:
            return _missing_permission(answer)
        case HTTPStatus.NOT_FOUND:
            return "check the number, GITHUB_REPOSITORY and whether the token may see the repository"
        case HTTPStatus.MOVED_PERMANENTLY | HTTPStatus.TEMPORARY_REDIRECT | HTTPStatus.PERMANENT_REDIRECT:
            return "the repository has moved: set GITHUB_REPOSITORY to its new name"
        case _:
            return "fix the problem above and run the command again"


def _missing_permission(answer: httpx.Response) -> str:
    """Return which permissions the token needs; GitHub names them `issues=write; pull_requests=write`."""
    accepted = answer.headers.get(_ACCEPTED)
    if not accepted:
        return "the token lacks a permission; docs/deployment/github.md lists what each command needs"
    choices = accepted.replace("_", "-").replace("=", ": ").replace(",", " and ").split(";")
    return (
        f"the token needs {' or '.join(choice.strip() for choice in choices)}: "
        "in a workflow, under `permissions` of the job"
    )
