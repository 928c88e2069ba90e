"""A small client for GitHub's REST API: JSON in, JSON out, errors as messages for a person.

It waits for what passes (a failure of GitHub's own, a lost connection, a short rate limit), follows pages,
and never repeats a request that may already have made something. Sources: docs.github.com, "Best practices
for using the REST API", "Using pagination in the REST API", "API versions".
"""

import os
import re
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
    GitHubUnreachableError,
    rate_limit_pause,
    rate_limited,
    refusal,
    said,
)
from ops.common.errors import ExitCode, MissingInputError, UserError

API: Final = "https://api.github.com"
TOKEN_VARIABLES: Final = ("GITHUB_TOKEN", "GH_TOKEN")
_VERSION: Final = "2022-11-28"
_TIMEOUT_SECONDS: Final = 30.0
# Before the second, third… try; then it is given up.
_PAUSES_SECONDS: Final = (1.0, 3.0, 9.0, 27.0)
_LONGEST_PAUSE_SECONDS: Final = 120.0
_PAGE: Final = 100
_REPOSITORY: Final = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)

Json = dict[str, Any]


class BadSettingError(UserError):
    """A variable of the environment cannot be what it says."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class _Failure:
    """A try that failed: the error to raise, and how long to wait before the next one; None gives up."""

    error: UserError
    pause: float | None


class GitHub:
    """One repository on GitHub. Paths are below it and begin with a slash: `/issues/1`.

    Raises GitHubRefusedError, GitHubUnreachableError, GitHubUncertainError and RateLimitedError.
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
                "User-Agent": "hackathon-todo-ops",
                "X-GitHub-Api-Version": _VERSION,
            },
        )

    def user(self) -> Json:
        """Return the user that the token belongs to; the token of a workflow belongs to none (403)."""
        return self._document("GET", f"{self._api}/user")

    def account(self, login: str) -> Json:
        """Return a user by name."""
        return self._document("GET", f"{self._api}/users/{login}")

    def get(self, path: str) -> Json:
        """Return what is at a path."""
        return self._document("GET", self._url(path))

    def find(self, path: str) -> Json | None:
        """Return what is at a path; None when there is nothing."""
        try:
            return self.get(path)
        except GitHubRefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def items(self, path: str, *, within: str = "", **query: str) -> Iterator[Json]:
        """Yield what a list holds, page after page; `within` names the list where it is inside an object."""
        url: str | None = str(httpx.URL(self._url(path), params={"per_page": str(_PAGE), **query}))
        while url:
            answer = self._send("GET", url)
            document = answer.json()
            yield from document[within] if within else document
            url = self._next(answer)

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """Make something. Raises GitHubUncertainError when it may have been made though nothing came back."""
        return self._document("POST", self._url(path), body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Json:
        """Change what is named."""
        return self._document("PATCH", self._url(path), body)

    def put(self, path: str, body: Mapping[str, Any]) -> Json:
        """Create or replace."""
        return self._document("PUT", self._url(path), body)

    def delete(self, path: str) -> None:
        """Remove."""
        self._send("DELETE", self._url(path))

    def _url(self, path: str) -> str:
        return f"{self._api}/repos/{self.repository}{path}"

    def _next(self, answer: httpx.Response) -> str | None:
        """Return the next page, unless it is somewhere else: the token is not for others."""
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
                f"GitHub failed: {said(answer)} ({answer.status_code})", method, where, sent=True
            )
        if not answer.is_success:
            return _Failure(error=refusal(answer, where=where), pause=None)
        return answer


def connect(variables: Mapping[str, str] = os.environ, *, repository: str = "") -> GitHub:
    """Return the repository that a workflow, or a person's environment, is about.

    Raises MissingInputError or BadSettingError.
    """
    token = next((variables[name] for name in TOKEN_VARIABLES if variables.get(name)), None)
    if token is None:
        raise MissingInputError(
            "there is no token for GitHub",
            where=" or ".join(TOKEN_VARIABLES),
            remedy="in a workflow: env GITHUB_TOKEN: ${{ github.token }}; "
            "by hand: export GH_TOKEN=$(gh auth token)",
        )
    named = repository or variables.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(named):
        raise MissingInputError(
            f"'{named}' is no repository" if named else "the repository is not named",
            where="GITHUB_REPOSITORY",
            remedy="for instance: export GITHUB_REPOSITORY=hackathon-todo/deployment",
        )
    api = variables.get("GITHUB_API_URL") or API
    if urlsplit(api).scheme not in ("https", "http"):
        raise BadSettingError(f"'{api}' is no URL", where="GITHUB_API_URL", remedy=f"usually it is {API}")
    return GitHub(token=token, repository=named, api=api)


def _no_answer(what: str, method: str, where: str, *, sent: bool) -> _Failure:
    """Return a failure that is tried again, unless it may have made something."""
    remedy = "look at githubstatus.com and at the network, then run this command again"
    if method == "POST" and sent:
        return _Failure(error=GitHubUncertainError(what, where=where, remedy=remedy), pause=None)
    return _Failure(error=GitHubUnreachableError(what, where=where, remedy=remedy), pause=0.0)
