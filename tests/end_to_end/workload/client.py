"""People who use the tasks API and try again when a request fails."""

import asyncio
import itertools
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from tests.end_to_end.workload.issuer import Issuer

_PAUSE_S = 0.1
_ATTEMPTS = 150


class People:
    """Signed-in users in front of one or more addresses, which they use in turn."""

    def __init__(self, *, issuer: Issuer, urls: Sequence[str], connections: int = 64) -> None:
        self.retries = 0
        self._issuer = issuer
        self._urls = itertools.cycle(urls)
        self._tokens: dict[str, str] = {}
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.AsyncClient(limits=limits, timeout=10, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def once(self, user_id: str, method: str, path: str, body: object = None) -> httpx.Response:
        """Send one request, without a second attempt."""
        if user_id not in self._tokens:
            self._tokens[user_id] = self._issuer.token(user_id)
        return await self._client.request(
            method,
            next(self._urls) + path,
            json=body,
            headers={"Authorization": f"Bearer {self._tokens[user_id]}"},
        )

    async def complete(self, user_id: str, task_id: str) -> None:
        """Complete a task, however often that must be tried."""
        await self._until_done(user_id, "POST", f"/api/tasks/{task_id}/complete")

    async def open_tasks(self, user_id: str) -> list[dict[str, Any]]:
        """Return the user's open tasks, up to a hundred."""
        response = await self._until_done(user_id, "GET", "/api/tasks?status=open&limit=100")
        items: list[dict[str, Any]] = response.json()["items"]
        return items

    async def _until_done(self, user_id: str, method: str, path: str) -> httpx.Response:
        for _ in range(_ATTEMPTS):
            try:
                response = await self.once(user_id, method, path)
            except httpx.TransportError:
                response = None
            if response is not None and response.is_success:
                return response
            assert response is None or response.status_code >= 500, response.text
            self.retries += 1
            await asyncio.sleep(_PAUSE_S)
        raise TimeoutError(f"{method} {path} never succeeded")
