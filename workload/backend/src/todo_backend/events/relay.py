"""The relay: moves events from the outbox to the broker, at least once and in order for each key."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from todo_backend.database import Database
from todo_backend.events import outbox
from todo_backend.events.refusals import Refusals
from todo_backend.events.sidecar import PublishError, Sidecar, SidecarAwayError
from todo_backend.tables import OutboxEvent

# Of each shard, so that a crowded one takes no place from the others.
_EVENTS_OF_A_SHARD = 16
_REFUSED_KEYS_AT_ONCE = 16
# Events of the same moment share one transaction.
_GATHER_SECONDS = 0.05
_PUBLISHES_AT_ONCE = 16
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
# A sidecar that has just taken an event need not be asked whether it is there.
_TRUSTED_SECONDS = 1.0
_log = structlog.stdlib.get_logger(__name__)


@dataclass
class Batch:
    """What became of some events."""

    published: list[int] = field(default_factory=list)
    failure: PublishError | None = None


class Relay:
    """Works in every replica; shard locks keep the relays out of each other's way.

    It locks nothing before its sidecar answers: a replica whose sidecar hangs leaves the events to others.
    A key whose event is refused waits for its next try without holding up any other.

    A crash between publishing and commit publishes those events again: the subscriber is ready for that.
    A crash anywhere else loses nothing, because the database releases the lock with the connection.
    """

    def __init__(self, *, database: Database, sidecar: Sidecar, poll_seconds: float) -> None:
        self._database = database
        self._sidecar = sidecar
        self._poll_seconds = poll_seconds
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(_PUBLISHES_AT_ONCE)
        self._refusals = Refusals()
        self._trusted_until = 0.0

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
            PublishError: nothing could be published.
        """
        if not await self._ready_to_publish():
            return False
        async with self._database.transaction() as session:
            shards = await outbox.claim_shards(session)
            events = await outbox.pending_events(
                session, shards=shards, of_each=_EVENTS_OF_A_SHARD, without=self._refusals.keys
            )
            refused = await self._refused_events(session, shards)
            batch = await self._publish([*events, *refused])
            if batch.published:
                await outbox.mark_published(session, batch.published)
        if batch.failure and not batch.published and (events or isinstance(batch.failure, SidecarAwayError)):
            raise batch.failure
        return bool(batch.published)

    async def _ready_to_publish(self) -> bool:
        """Whether there is anything to publish; raises SidecarAwayError if nobody would take it."""
        if time.monotonic() < self._trusted_until:
            return True
        async with self._database.reading() as session:
            if not await outbox.any_pending(session):
                return False
        await self._sidecar.answers()
        return True

    async def _refused_events(self, session: AsyncSession, shards: Sequence[int]) -> Sequence[OutboxEvent]:
        """The first event of each key that was refused and may be tried again."""
        keys = [key for key in self._refusals.due(_REFUSED_KEYS_AT_ONCE) if outbox.shard_of(key) in shards]
        events = await outbox.first_of_keys(session, keys)
        self._refusals.forget(set(keys) - {event.partition_key for event in events})
        return events

    async def _publish(self, events: Sequence[OutboxEvent]) -> Batch:
        batch = Batch()
        await asyncio.gather(*(self._publish_key(of_key, batch) for of_key in _by_key(events)))
        return batch

    async def _publish_key(self, events: Iterable[OutboxEvent], batch: Batch) -> None:
        """Publish a key's events one after the other, up to the first that fails."""
        async with self._slots:
            for event in events:
                if isinstance(batch.failure, SidecarAwayError):
                    return
                try:
                    await self._sidecar.publish(event.envelope, partition_key=event.partition_key)
                except PublishError as error:
                    self._note_failure(event.partition_key, error, batch)
                    return
                self._trusted_until = time.monotonic() + _TRUSTED_SECONDS
                self._refusals.forget([event.partition_key])
                batch.published.append(event.sequence)

    def _note_failure(self, key: str, error: PublishError, batch: Batch) -> None:
        batch.failure = error
        if isinstance(error, SidecarAwayError):
            self._trusted_until = 0.0
        else:
            self._refusals.add(key)


def _by_key(events: Sequence[OutboxEvent]) -> list[list[OutboxEvent]]:
    ordered = sorted(events, key=attrgetter("partition_key", "sequence"))
    return [list(of_key) for _, of_key in groupby(ordered, key=attrgetter("partition_key"))]
