"""Who is asking: the tokens that Better Auth in the frontend signs with EdDSA."""

import asyncio
import time
from typing import Any

import httpx
import jwt
import structlog

_ALGORITHM = "EdDSA"
_KEYS_FRESH_SECONDS = 600.0
_REFRESH_PAUSE_SECONDS = 10.0
_UNKNOWN_KEY_PAUSE_SECONDS = 1.0
_CLOCK_SKEW_SECONDS = 30
_log = structlog.stdlib.get_logger(__name__)


class KeysUnavailableError(Exception):
    """The signing keys could never be fetched, so no token can be judged."""


class SigningKeys:
    """Better Auth's public keys, fetched when needed and kept while its server is away.

    An unknown key id makes it ask again, because keys rotate, but at most once a second: anyone can send a
    token with an invented key id. Until then the token waits. To refuse it would sign people out while each
    replica of the frontend makes its new key.
    """

    def __init__(self, *, url: str, client: httpx.AsyncClient) -> None:
        self._url = url
        self._client = client
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = -_KEYS_FRESH_SECONDS
        self._asked_at = -_REFRESH_PAUSE_SECONDS
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key of that id, or None if the issuer does not publish it.

        Raises:
            KeysUnavailableError: no keys are known and the issuer cannot be reached.
        """
        if key_id not in self._keys:
            await self._ask_for(key_id)
        elif time.monotonic() - self._fetched_at > _KEYS_FRESH_SECONDS:
            await self._ask_again()
        if not self._keys:
            raise KeysUnavailableError
        return self._keys.get(key_id)

    async def _ask_for(self, key_id: str) -> None:
        """Ask for an unknown key, unless somebody else has asked since this call or has found it."""
        arrived = time.monotonic()
        async with self._lock:
            if self._asked_at >= arrived or key_id in self._keys:
                return
            await asyncio.sleep(self._asked_at + _UNKNOWN_KEY_PAUSE_SECONDS - time.monotonic())
            await self._ask()

    async def _ask_again(self) -> None:
        """Ask whether the known keys still hold, now and then: they serve while the issuer is away."""
        async with self._lock:
            if time.monotonic() - self._asked_at >= _REFRESH_PAUSE_SECONDS:
                await self._ask()

    async def _ask(self) -> None:
        self._asked_at = time.monotonic()
        try:
            response = await self._client.get(self._url, timeout=5)
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
            options={"require": ["exp", "sub", "iss", "aud"]},
        )
        subject = claims["sub"]
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
            raise jwt.InvalidTokenError("sub must be a string of 1 to 255 characters")
        return subject
