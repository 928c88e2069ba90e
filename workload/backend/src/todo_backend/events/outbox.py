"""The outbox: events written in the transaction that causes them, taken out shard by shard."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from todo_backend.tables import OUTBOX_SHARDS, OutboxEvent, OutboxShard, table_of


@dataclass(frozen=True)
class Backlog:
    """What waits to be published, and since when."""

    events: int
    oldest: datetime | None


async def append(session: AsyncSession, *, partition_key: str, envelope: dict[str, Any]) -> None:
    """Add an event to the transaction of `session`; it is published only if that commits."""
    await session.execute(
        insert(table_of(OutboxEvent)).values(
            shard=_shard(partition_key), partition_key=partition_key, envelope=envelope
        )
    )


def _shard(partition_key: str) -> int:
    return zlib.crc32(partition_key.encode()) % OUTBOX_SHARDS


async def claim_shards(session: AsyncSession) -> Sequence[int]:
    """Lock the shards that have pending events and that nobody else has locked.

    The locks last as long as the transaction. They keep every key's order over any number of relays: locks on
    the events themselves would let a second relay skip a key's first event and overtake with its second.
    """
    pending = exists().where(OutboxEvent.shard == OutboxShard.shard, OutboxEvent.published_at.is_(None))
    shards = await session.scalars(select(OutboxShard.shard).where(pending).with_for_update(skip_locked=True))
    return shards.all()


async def pending_events(
    session: AsyncSession, *, shards: Sequence[int], limit: int
) -> Sequence[OutboxEvent]:
    """The oldest unpublished events of these shards, in the order in which they were written."""
    rows = await session.scalars(
        select(OutboxEvent)
        .where(OutboxEvent.shard.in_(shards), OutboxEvent.published_at.is_(None))
        .order_by(OutboxEvent.sequence)
        .limit(limit)
    )
    return rows.all()


async def mark_published(session: AsyncSession, sequences: Sequence[int]) -> None:
    """Record that the broker has these events."""
    await session.execute(
        update(table_of(OutboxEvent))
        .where(OutboxEvent.sequence.in_(sequences))
        .values(published_at=func.clock_timestamp())
    )


async def backlog(session: AsyncSession) -> Backlog:
    """How much waits to be published."""
    row = (
        await session.execute(
            select(func.count(), func.min(OutboxEvent.created_at)).where(OutboxEvent.published_at.is_(None))
        )
    ).one()
    return Backlog(events=row[0], oldest=row[1])
