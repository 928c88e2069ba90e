"""The tables, as SQLAlchemy sees them. The migrations under `migrations/` make them."""

import uuid
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    desc,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

OUTBOX_SHARDS = 16

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_Instant = DateTime(timezone=True)


class Base(DeclarativeBase):
    """What all tables share: constraint names that a migration can rely on."""

    metadata = MetaData(naming_convention=_NAMING)


def table_of(entity: type[Base]) -> Table:
    """The table itself. Statements on it skip the mapping of objects, which is half their cost."""
    return cast("Table", entity.__table__)


class Series(Base):
    """A recurring task: its rule, and how far it has come.

    `latest_occurrence` is the number of the newest instance that exists. It moves by one, in the transaction
    that creates the instance, and never back: the one fact that makes a repeated event harmless for ever.
    """

    __tablename__ = "task_series"
    __table_args__ = (
        CheckConstraint("interval >= 1", name="interval_positive"),
        CheckConstraint("frequency IN ('daily', 'weekly', 'monthly')", name="frequency_known"),
        CheckConstraint("latest_occurrence >= anchor_occurrence", name="anchored"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    frequency: Mapped[str] = mapped_column(String(10))
    interval: Mapped[int] = mapped_column(Integer)
    until: Mapped[date | None] = mapped_column(Date)
    timezone: Mapped[str] = mapped_column(String(64))
    anchor_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    anchor_occurrence: Mapped[int] = mapped_column(Integer)
    latest_occurrence: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(_Instant, server_default=func.now(), onupdate=func.now())


class Task(Base):
    """One task, or one instance of a recurring one."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("series_id", "occurrence"),
        Index("ix_tasks_user_id_created_at_id", "user_id", desc("created_at"), desc("id")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(_Instant)
    timezone: Mapped[str] = mapped_column(String(64))
    series_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("task_series.id"))
    occurrence: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(_Instant, server_default=func.clock_timestamp())
    completed_at: Mapped[datetime | None] = mapped_column(_Instant)


class OutboxEvent(Base):
    """An event that was decided together with the row that it tells of, and is published afterwards.

    `sequence` orders the events of a key: they are written while the row that they tell of is locked.
    """

    __tablename__ = "outbox_events"
    __table_args__ = (
        CheckConstraint(f"shard >= 0 AND shard < {OUTBOX_SHARDS}", name="shard_known"),
        Index("ix_outbox_events_pending", "shard", "sequence", postgresql_where=text("published_at IS NULL")),
        Index("ix_outbox_events_published_at", "published_at"),
    )

    sequence: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger)
    partition_key: Mapped[str] = mapped_column(String(64))
    envelope: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(_Instant, server_default=func.now())
    published_at: Mapped[datetime | None] = mapped_column(_Instant)


class OutboxShard(Base):
    """A share of the outbox keys. Whoever holds its row lock is the only one to publish for those keys."""

    __tablename__ = "outbox_shards"

    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)


class DeadLetter(Base):
    """An event whose deliveries all failed, kept until it is replayed and done.

    `body` is the text as it was delivered: what made it poison may be that it cannot be parsed.
    """

    __tablename__ = "dead_letters"

    event_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    times_seen: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    first_seen_at: Mapped[datetime] = mapped_column(_Instant, server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(_Instant, server_default=func.now())
    replayed_at: Mapped[datetime | None] = mapped_column(_Instant)
