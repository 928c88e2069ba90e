"""The outbox: events written in the transaction that causes them, taken out shard by shard."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, SmallInteger, Text, all_, cast, exists, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

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
            shard=shard_of(partition_key), partition_key=partition_key, envelope=envelope
        )
    )


def shard_of(partition_key: str) -> int:
    """The shard of a key."""
    return zlib.crc32(partition_key.encode()) % OUTBOX_SHARDS


async def claim_shards(session: AsyncSession) -> Sequence[int]:
    """Lock the shards that have pending events and that nobody else has locked.

    The locks last as long as the transaction. They keep every key's order over any number of relays: locks on
    the events themselves would let a second relay skip a key's first event and overtake with its second.
    """
    pending = exists().where(OutboxEvent.shard == OutboxShard.shard, OutboxEvent.published_at.is_(None))
    shards = await session.scalars(select(OutboxShard.shard).where(pending).with_for_update(skip_locked=True))
    return shards.all()


async def any_pending(session: AsyncSession) -> bool:
    """Whether an event waits to be published."""
    waiting = select(OutboxEvent.sequence).where(OutboxEvent.published_at.is_(None)).limit(1)
    return await session.scalar(waiting) is not None


async def pending_events(
    session: AsyncSession, *, shards: Sequence[int], of_each: int, without: Sequence[str]
) -> Sequence[OutboxEvent]:
    """The oldest unpublished events of each of these shards, in the order in which they were written.

    The keys `without` are left out with all their events.
    """
    claimed = (
        func.unnest(cast(list(shards), ARRAY(SmallInteger))).table_valued("shard").render_derived("claimed")
    )
    share = (
        select(OutboxEvent)
        .where(
            OutboxEvent.shard == claimed.c.shard,
            OutboxEvent.published_at.is_(None),
            OutboxEvent.partition_key != all_(cast(list(without), ARRAY(Text))),
        )
        .order_by(OutboxEvent.sequence)
        .limit(of_each)
        .lateral("share")
    )
    event = aliased(OutboxEvent, share)
    rows = await session.scalars(
        select(event).select_from(claimed.join(share, true())).order_by(event.sequence)
    )
    return rows.all()


async def first_of_keys(session: AsyncSession, keys: Sequence[str]) -> Sequence[OutboxEvent]:
    """The oldest unpublished event of each of these keys that has one."""
    if not keys:
        return []
    wanted = (
        func.unnest(cast(list(keys), ARRAY(Text)), cast([shard_of(key) for key in keys], ARRAY(SmallInteger)))
        .table_valued("key", "shard")
        .render_derived("wanted")
    )
    first = (
        select(OutboxEvent)
        .where(
            OutboxEvent.shard == wanted.c.shard,
            OutboxEvent.published_at.is_(None),
            OutboxEvent.partition_key == wanted.c.key,
        )
        .order_by(OutboxEvent.sequence)
        .limit(1)
        .lateral("first")
    )
    rows = await session.scalars(select(aliased(OutboxEvent, first)).select_from(wanted.join(first, true())))
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
