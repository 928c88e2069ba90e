"""A client for GitHub's REST API: JSON in and out, errors for users.

It retries temporary failures (server errors, lost connections, short rate limits), follows pages, and never
repeats a request that may already have created something (docs/decisions/0053-github-api.md). Sources:
docs.github.com, "Best practices for using the REST API", "Using pagination in the REST API", "API versions".
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from ops.clients.github.answers import (
    GitHubRefusedError,
    GitHubUncertainError,
    message,
    rate_limit_pause,
    rate_limited,
    refusal,
)
from ops.common.errors import UserError

API: Final = "https://api.github.com"
_VERSION: Final = "2022-11-28"
_TIMEOUT_SECONDS: Final = 30.0
# Pauses before the second, third… attempt; after the last one the error is raised.
_PAUSES_SECONDS: Final = (1.0, 3.0, 9.0, 27.0)
_LONGEST_PAUSE_SECONDS: Final = 120.0
_PAGE: Final = 100

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Failure:
    """A failed attempt: its error, and the least pause before the next one; None if it is the last."""

    error: UserError
    pause: float | None


class GitHubClient:
    """One repository on GitHub. Paths are relative to it and start with a slash: `/issues/1`.

    Raises GitHubRefusedError, GitHubUncertainError, and UserError without an answer or at a long rate limit.
    """

    def __init__(
        self,
        *,
        token: str,
        repository: str,
        api: str = API,
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.repository = repository
        self._api = api.rstrip("/")
        self._pause = pause
        self._now = now
        self._http = httpx.Client(
            timeout=_TIMEOUT_SECONDS,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {token}",
                "User-Agent": "todo-deployment-ops",
                "X-GitHub-Api-Version": _VERSION,
            },
        )

    def user(self) -> Json:
        """Return the user who owns the token; a workflow's token has no user (403)."""
        return self._document("GET", f"{self._api}/user")

    def account(self, login: str) -> Json:
        """Return a user by login."""
        return self._document("GET", f"{self._api}/users/{login}")

    def get(self, path: str) -> Json:
        """Return the object at a path."""
        return self._document("GET", self._url(path))

    def find(self, path: str) -> Json | None:
        """Return the object at a path; None when it does not exist."""
        try:
            return self.get(path)
        except GitHubRefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def items(self, path: str, *, within: str = "", **query: str) -> Iterator[Json]:
        """Yield a list's items from all pages; `within` is the list's key where the answer is an object."""
        url: str | None = str(httpx.URL(self._url(path), params={"per_page": str(_PAGE), **query}))
        while url:
            answer = self._send("GET", url)
            document = answer.json()
            yield from document[within] if within else document
            url = self._next(answer)

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """Create an object. Raises GitHubUncertainError when it may exist although no answer arrived."""
        return self._document("POST", self._url(path), body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Json:
        """Change the given fields."""
        return self._document("PATCH", self._url(path), body)

    def put(self, path: str, body: Mapping[str, Any]) -> Json:
        """Create or replace an object."""
        return self._document("PUT", self._url(path), body)

    def delete(self, path: str) -> None:
        """Delete an object."""
        self._send("DELETE", self._url(path))

    def _url(self, path: str) -> str:
        return f"{self._api}/repos/{self.repository}{path}"

    def _next(self, answer: httpx.Response) -> str | None:
        """Return the next page's URL; None if it is on another host, which must not get the token."""
        url = answer.links.get("next", {}).get("url")
        return url if url and url.startswith(f"{self._api}/") else None

    def _document(self, method: str, url: str, body: Mapping[str, Any] | None = None) -> Json:
        answer = self._send(method, url, body)
        document: Json = answer.json() if answer.content else {}
        return document

    def _send(self, method: str, url: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        pauses = iter(_PAUSES_SECONDS)
        while isinstance(outcome := self._try(method, url, body), _Failure):
            pause = next(pauses, None)
            if pause is None or outcome.pause is None:
                raise outcome.error
            self._pause(max(pause, outcome.pause))
        return outcome

    def _try(self, method: str, url: str, body: Mapping[str, Any] | None) -> httpx.Response | _Failure:
        where = f"{method} {urlsplit(url).path}"
        try:
            answer = self._http.request(method, url, json=body)
        except httpx.TransportError as error:
            sent = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            return _no_answer(f"no answer from {urlsplit(url).netloc}: {error}", method, where, sent=sent)
        limit = rate_limit_pause(answer, now=self._now())
        if limit is not None:
            error_of_limit = rate_limited(answer, where=where, pause=limit, now=self._now())
            return _Failure(error=error_of_limit, pause=limit if limit <= _LONGEST_PAUSE_SECONDS else None)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _no_answer(
                f"GitHub failed: {message(answer)} ({answer.status_code})", method, where, sent=True
            )
        if not answer.is_success:
            return _Failure(error=refusal(answer, where=where), pause=None)
        return answer


def make_once(make: Callable[[], Any], find: Callable[[], Any]) -> Any:
    """Create something exactly once: when the answer was lost, look for it before creating it again."""
    try:
        return make()
    except GitHubUncertainError:
        return find() or make()


def _no_answer(what: str, method: str, where: str, *, sent: bool) -> _Failure:
    """Return a failure without an answer: retried, unless the request may have created something."""
    remedy = "check githubstatus.com and the network, then run this command again"
    if method == "POST" and sent:
        return _Failure(error=GitHubUncertainError(what, where=where, remedy=remedy), pause=None)
    return _Failure(error=UserError(what, where=where, remedy=remedy), pause=0.0)
