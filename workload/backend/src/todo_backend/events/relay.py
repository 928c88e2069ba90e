"""The relay: moves events from the outbox to the broker, at least once and in order for each key."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

import structlog

from todo_backend.database import Database
from todo_backend.events import outbox
from todo_backend.events.sidecar import PublishError, Sidecar
from todo_backend.tables import OutboxEvent

_BATCH = 200
# Events of the same moment share one transaction.
_GATHER_SECONDS = 0.05
_PUBLISHES_AT_ONCE = 16
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_log = structlog.stdlib.get_logger(__name__)


class Relay:
    """Works in every replica; shard locks keep the relays out of each other's way.

    A crash between publishing and commit publishes those events again: the subscriber is ready for that.
    A crash anywhere else loses nothing, because the database releases the lock with the connection.
    """

    def __init__(self, *, database: Database, sidecar: Sidecar, poll_seconds: float) -> None:
        self._database = database
        self._sidecar = sidecar
        self._poll_seconds = poll_seconds
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(_PUBLISHES_AT_ONCE)

    def wake(self) -> None:
        """Say that this process has just committed an event, so that it need not wait for the next poll."""
        self._wake.set()

    async def run(self) -> None:
        """Relay until cancelled."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            self._wake.clear()
            try:
                more = await self.relay_batch()
            except Exception as error:  # noqa: BLE001 - no error is worse than a relay that has stopped
                _log.warning("events wait in the outbox", error_type=type(error).__name__, retry_in_s=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
                continue
            pause = _FIRST_PAUSE_SECONDS
            if not more:
                await self._wait()

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), timeout=self._poll_seconds)
        except TimeoutError:
            return
        await asyncio.sleep(_GATHER_SECONDS)

    async def relay_batch(self) -> bool:
        """Publish a batch of the shards that are free; False if there was nothing to do.

        Raises:
            PublishError: some events could not be published; those that could are recorded all the same.
        """
        async with self._database.transaction() as session:
            shards = await outbox.claim_shards(session)
            if not shards:
                return False
            events = await outbox.pending_events(session, shards=shards, limit=_BATCH)
            results = await asyncio.gather(*(self._publish_key(of_key) for of_key in _by_key(events)))
            published = [sequence for sequences, _ in results for sequence in sequences]
            if published:
                await outbox.mark_published(session, published)
        for _, error in results:
            if error is not None:
                raise error
        return True

    async def _publish_key(self, events: Iterable[OutboxEvent]) -> tuple[list[int], PublishError | None]:
        """Publish a key's events one after the other, up to the first that fails."""
        published: list[int] = []
        async with self._slots:
            for event in events:
                try:
                    await self._sidecar.publish(event.envelope, partition_key=event.partition_key)
                except PublishError as error:
                    return published, error
                published.append(event.sequence)
        return published, None


def _by_key(events: Sequence[OutboxEvent]) -> list[list[OutboxEvent]]:
    ordered = sorted(events, key=attrgetter("partition_key", "sequence"))
    return [list(of_key) for _, of_key in groupby(ordered, key=attrgetter("partition_key"))]
