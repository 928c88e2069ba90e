"""Who is asking: the tokens that Better Auth in the frontend signs with EdDSA."""

import asyncio
import time
from typing import Any

import httpx
import jwt
import structlog

_ALGORITHM = "EdDSA"
_KEYS_FRESH_SECONDS = 60.0
_REFRESH_PAUSE_SECONDS = 10.0
_UNKNOWN_KEY_PAUSE_SECONDS = 1.0
_ISSUER_SECONDS = 3.0
_CLOCK_SKEW_SECONDS = 30
# The frontend's TOKEN_LIFETIME_S. A holder of a signing key could write any other.
_LONGEST_TOKEN_SECONDS = 15 * 60
_log = structlog.stdlib.get_logger(__name__)


class KeysUnavailableError(Exception):
    """The signing keys could never be fetched, so no token can be judged."""


class SigningKeys:
    """Better Auth's public keys, fetched when needed and kept while its server is away.

    A known key serves at once; whether it still holds is asked beside the requests, about once a minute. An
    unknown key id makes a request wait for an answer that was asked for after it came, because keys rotate,
    but the issuer is asked at most once a second: anyone can send a token with an invented key id. To refuse
    it at once would sign people out while each replica of the frontend makes its new key.

    No request asks by itself, so that none takes a question with it when it goes away.
    """

    def __init__(self, *, url: str, client: httpx.AsyncClient) -> None:
        self._url = url
        self._client = client
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = -_KEYS_FRESH_SECONDS
        self._asked_at = -_REFRESH_PAUSE_SECONDS
        self._turn = asyncio.Lock()
        # The next question, not yet put: later callers can still share it.
        self._next: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key of that id, or None if the issuer does not publish it.

        Raises:
            KeysUnavailableError: no keys are known and the issuer cannot be reached.
        """
        if key_id not in self._keys:
            await asyncio.shield(self._question())
        elif self._due():
            self._question()
        if not self._keys:
            raise KeysUnavailableError
        return self._keys.get(key_id)

    async def probe(self) -> None:
        """Ask for the keys unless there are some; raises KeysUnavailableError if there are still none."""
        if not self._keys:
            await asyncio.shield(self._question())
        if not self._keys:
            raise KeysUnavailableError

    async def close(self) -> None:
        """Wait for the question that is under way."""
        if self._next is not None:
            self._next.cancel()
        async with self._turn:
            pass

    def _due(self) -> bool:
        now = time.monotonic()
        return now - self._fetched_at > _KEYS_FRESH_SECONDS and now - self._asked_at >= _REFRESH_PAUSE_SECONDS

    def _question(self) -> asyncio.Task[None]:
        if self._next is None:
            self._next = asyncio.create_task(self._ask_in_turn(), name="signing keys")
        return self._next

    async def _ask_in_turn(self) -> None:
        async with self._turn:
            await asyncio.sleep(self._asked_at + _UNKNOWN_KEY_PAUSE_SECONDS - time.monotonic())
            self._next = None
            self._asked_at = time.monotonic()
            await self._ask()

    async def _ask(self) -> None:
        try:
            response = await self._client.get(self._url, timeout=_ISSUER_SECONDS)
            response.raise_for_status()
            key_set = jwt.PyJWKSet.from_dict(response.json())
        except (httpx.HTTPError, jwt.PyJWTError, ValueError):
            _log.warning("signing keys could not be fetched", known_keys=len(self._keys), exc_info=True)
            return
        self._keys = {key.key_id: key for key in key_set.keys if key.key_id}
        self._fetched_at = time.monotonic()


class Authenticator:
    """Turns a bearer token into the user's id (the token's `sub`)."""

    def __init__(self, *, keys: SigningKeys, issuer: str, audience: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience

    async def user_id(self, token: str) -> str:
        """The user that the token was issued to.

        Raises:
            jwt.PyJWTError: signature, issuer, audience, time or form is wrong.
            KeysUnavailableError: nothing to check the signature with.
        """
        key = await self._keys.find(str(jwt.get_unverified_header(token).get("kid", "")))
        if key is None:
            raise jwt.InvalidTokenError("signed with a key that the issuer does not publish")
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            issuer=self._issuer,
            audience=self._audience,
            leeway=_CLOCK_SKEW_SECONDS,
            options={"require": ["exp", "iat", "sub", "iss", "aud"]},
        )
        if not 0 < claims["exp"] - claims["iat"] <= _LONGEST_TOKEN_SECONDS:
            raise jwt.InvalidTokenError("valid for longer than a token of the issuer")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
            raise jwt.InvalidTokenError("sub must be a string of 1 to 255 characters")
        return subject
