"""A user of the application, as a browser is one: a session's cookie, and a token for the backend."""

import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

import httpx

_TIMEOUT_SECONDS: Final = 15.0
#: The chat waits for a model.
CHAT_TIMEOUT_SECONDS: Final = 60.0
REQUEST_ID: Final = "X-Request-ID"


class UnexpectedAnswerError(Exception):
    """The application answered something else than it should; the text is for a person."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who signs in. `existing`: the account is there already; otherwise it is made, and stays behind."""

    email: str
    password: str = field(repr=False)
    existing: bool = False


def throw_away_account(*, command: str = "verify") -> Account:
    """Return an account for one run, with an address that cannot receive mail and a password nobody knows.

    The address names the command of `ops` that made it.
    """
    return Account(
        email=f"ops-{command}-{random.token_hex(8)}@example.com", password=random.token_urlsafe(24)
    )


class User:
    """One user. Every method raises UnexpectedAnswerError, or httpx.HTTPError without an answer."""

    def __init__(self, url: str, account: Account) -> None:
        # Better Auth refuses a request with a cookie that does not say where it comes from.
        self._client = httpx.Client(base_url=url, headers={"Origin": url}, timeout=_TIMEOUT_SECONDS)
        self._account = account
        self._token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def sign_in(self) -> None:
        """Sign in, or sign up first, and get a token for the backend."""
        account = self._account
        body = {"email": account.email, "password": account.password}
        if account.existing:
            self._expect(200, self._client.post("/api/auth/sign-in/email", json=body))
        else:
            self._expect(
                200, self._client.post("/api/auth/sign-up/email", json={**body, "name": "ops verify"})
            )
        token = self._expect(200, self._client.get("/api/auth/token")).get("token")
        if not isinstance(token, str):
            raise UnexpectedAnswerError("/api/auth/token gives no token")
        self._token = token

    def sign_out(self) -> None:
        """End the session."""
        self._expect(200, self._client.post("/api/auth/sign-out", json={}))

    def call(
        self, expected: int, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Call the backend and return its document; anything but the expected status is an error."""
        return self._expect(expected, self.answer(method, path, body))

    def answer(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        timeout: float = _TIMEOUT_SECONDS,
    ) -> httpx.Response:
        """Call the backend and return whatever it answers."""
        headers = {"Authorization": f"Bearer {self._token}"}
        return self._client.request(method, path, json=body, headers=headers, timeout=timeout)

    def _expect(self, status: int, response: httpx.Response) -> dict[str, Any]:
        if response.status_code != status:
            raise UnexpectedAnswerError(f"{described(response)}, expected {status}")
        if response.status_code == httpx.codes.NO_CONTENT:
            return {}
        return document(response)


def document(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of an answer; raise UnexpectedAnswerError when it is none."""
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UnexpectedAnswerError(
            f"{response.request.method} {response.url.path}: the answer is no JSON object; "
            "does another server answer there?"
        )
    return found


def described(response: httpx.Response) -> str:
    """Return an answer in one line: request, status, the problem's own words, and its id for the logs."""
    text = f"{response.request.method} {response.url.path}: HTTP {response.status_code}"
    try:
        problem = response.json()
        words = problem.get("detail") or problem.get("message") or problem.get("title")
    except (ValueError, AttributeError):
        words = None
    request_id = response.headers.get(REQUEST_ID)
    return text + (f" ({words})" if words else "") + (f", request id {request_id}" if request_id else "")
