"""What goes wrong while people complete tasks, at random moments of a repeatable randomness."""

import asyncio
import json
import random
import uuid
from collections.abc import Sequence

import httpx

from tests.end_to_end.workload.dapr_resources import PUBSUB, TOPIC
from tests.end_to_end.workload.platform import Platform
from tests.end_to_end.workload.replica import Replica

KILLS = 20
_SEED = 8
_BETWEEN_KILLS_S = (1.0, 3.5)
_DUPLICATES_AT_ONCE = 10


class Faults:
    """Kills backends, restarts broker and sidecars, and tells old events again."""

    def __init__(self, platform: Platform, replicas: Sequence[Replica], *, prefix: str) -> None:
        self.kills = 0
        self.duplicates = 0
        self._platform = platform
        self._replicas = replicas
        self._prefix = prefix
        self._random = random.Random(_SEED)

    async def strike(self) -> None:
        """Send twenty SIGKILLs; between them restart Kafka once and a sidecar twice."""
        others = {
            KILLS // 4: lambda: self._replicas[0].sidecar.restart(),
            KILLS // 2: self._platform.kafka.restart,
            3 * KILLS // 4: lambda: self._replicas[1].sidecar.restart(kill=True),
        }
        while self.kills < KILLS:
            await asyncio.sleep(self._random.uniform(*_BETWEEN_KILLS_S))
            if self.kills in others:
                await asyncio.to_thread(others[self.kills])
            await asyncio.to_thread(self._random.choice(self._replicas).crash)
            self.kills += 1

    async def repeat_events(self, *, total: int) -> None:
        """Tell old events again: through the broker, under their own and under new ids, and side by side."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while self.duplicates < total:
                for (envelope,) in await asyncio.to_thread(self._old_events):
                    ways = [self._publish, self._publish_under_new_id, self._deliver_to_all]
                    self.duplicates += await self._random.choice(ways)(client, envelope)
                await asyncio.sleep(0.3)

    def _old_events(self) -> list[tuple[dict[str, object]]]:
        return self._platform.rows(
            "SELECT envelope FROM outbox_events WHERE published_at IS NOT NULL AND partition_key IN "
            "(SELECT id::text FROM task_series WHERE user_id LIKE %s) ORDER BY random() LIMIT %s",
            [f"{self._prefix}-%", _DUPLICATES_AT_ONCE],
        )

    async def _publish(self, client: httpx.AsyncClient, envelope: dict[str, object]) -> int:
        data = envelope["data"]
        assert isinstance(data, dict)
        url = f"{self._random.choice(self._replicas).sidecar.url}/v1.0/publish/{PUBSUB}/{TOPIC}"
        try:
            response = await client.post(
                url,
                params={"metadata.partitionKey": data["series_id"]},
                content=json.dumps(envelope),
                headers={"Content-Type": "application/cloudevents+json"},
            )
        except httpx.TransportError:
            return 0
        return int(response.is_success)

    async def _publish_under_new_id(self, client: httpx.AsyncClient, envelope: dict[str, object]) -> int:
        return await self._publish(client, {**envelope, "id": str(uuid.uuid4())})

    async def _deliver_to_all(self, client: httpx.AsyncClient, envelope: dict[str, object]) -> int:
        answers = await asyncio.gather(
            *(client.post(f"{replica.url}/events/{TOPIC}", json=envelope) for replica in self._replicas),
            return_exceptions=True,
        )
        return sum(isinstance(answer, httpx.Response) and answer.is_success for answer in answers)
