"""The Dapr sidecar, as far as this application talks to it."""

import json
from typing import Any

import httpx

from todo_backend.events.envelope import CONTENT_TYPE
from todo_backend.settings import PUBSUB_NAME, TASK_EVENTS_TOPIC

_PUBLISH_PATH = f"/v1.0/publish/{PUBSUB_NAME}/{TASK_EVENTS_TOPIC}"
# Leaves this application out: the other health waits for it, and both for ever.
_HEALTH_PATH = "/v1.0/healthz/outbound"
_ANSWER_SECONDS = 2.0


class PublishError(Exception):
    """The sidecar did not confirm that the broker has the event."""


class SidecarAwayError(PublishError):
    """The sidecar itself does not answer: no event can be published."""


class Sidecar:
    """Publishes events and says whether it could.

    Probes have a client to themselves: whatever holds up the one never uses up the connections of the other.
    """

    def __init__(
        self,
        *,
        port: int,
        client: httpx.AsyncClient,
        probe_client: httpx.AsyncClient,
        publish_timeout_seconds: float,
    ) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._client = client
        self._probe_client = probe_client
        self._publish_timeout = publish_timeout_seconds

    async def publish(self, envelope: dict[str, Any], *, partition_key: str) -> None:
        """Publish one CloudEvent and wait for the broker's confirmation.

        Raises:
            SidecarAwayError: no answer. The event may or may not have arrived.
            PublishError: the broker did not take it.
        """
        try:
            response = await self._client.post(
                self._base + _PUBLISH_PATH,
                params={"metadata.partitionKey": partition_key},
                content=json.dumps(envelope),
                headers={"Content-Type": CONTENT_TYPE},
                timeout=self._publish_timeout,
            )
        except httpx.HTTPError as error:
            raise SidecarAwayError(type(error).__name__) from error
        if response.status_code != httpx.codes.NO_CONTENT:
            raise PublishError(f"status {response.status_code}")

    async def answers(self) -> None:
        """Ask whether there is anybody to publish to, before events are locked for it.

        Raises:
            SidecarAwayError: there is not.
        """
        try:
            response = await self._client.get(self._base + _HEALTH_PATH, timeout=_ANSWER_SECONDS)
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise SidecarAwayError(type(error).__name__) from error

    async def probe(self) -> None:
        """Ask the sidecar whether its components work; raises httpx.HTTPError if not."""
        response = await self._probe_client.get(self._base + _HEALTH_PATH)
        response.raise_for_status()
