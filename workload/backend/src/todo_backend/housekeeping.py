"""What keeps the tables small, gives dead letters a second chance, and says when events pile up."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Delete, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from todo_backend.database import Database
from todo_backend.events import dead_letters, outbox
from todo_backend.settings import Settings
from todo_backend.tables import DeadLetter, OutboxEvent, Series, Task

_ROWS_AT_ONCE = 5000
_LETTERS_AT_ONCE = 100
_BACKLOG_IS_OLD = timedelta(seconds=60)
_LOCK = 0x70D0_C1EA
_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Removed:
    """Rows that a clean-up deleted, by table."""

    outbox_events: int
    dead_letters: int
    task_series: int


async def run(database: Database, settings: Settings) -> None:
    """Clean up at intervals until cancelled; of several replicas one does it at a time."""
    while True:
        await asyncio.sleep(settings.housekeeping_interval_seconds)
        try:
            async with database.transaction() as session:
                await report_backlog(session)
            async with database.transaction() as session:
                await give_second_chance(session, settings)
            async with database.transaction() as session:
                removed = await clean_up(session, settings)
        except Exception:  # noqa: BLE001 - the next round may find it mended
            _log.warning("housekeeping failed", exc_info=True)
            continue
        if removed is not None:
            _log.debug("housekeeping done", **vars(removed))


async def report_backlog(session: AsyncSession) -> None:
    """Warn when the oldest unpublished event has waited for more than a minute."""
    waiting = await outbox.backlog(session)
    if waiting.oldest is not None and datetime.now(UTC) - waiting.oldest > _BACKLOG_IS_OLD:
        age = datetime.now(UTC) - waiting.oldest
        _log.warning("outbox backlog", events=waiting.events, oldest_s=round(age.total_seconds()))


async def give_second_chance(session: AsyncSession, settings: Settings) -> None:
    """Replay what has died once: most of it was well, and only its subscriber away for too long.

    What dies again waits for an operator, who finds it by its second `dead letter parked`.
    """
    letters = await dead_letters.due_a_second_chance(
        session, after=settings.second_chance_after, limit=_LETTERS_AT_ONCE
    )
    if not letters:
        return
    replayed = await dead_letters.replay(session, letters)
    if replayed.queued:
        _log.warning("dead letters replayed", events=len(replayed.queued))


async def clean_up(session: AsyncSession, settings: Settings) -> Removed | None:
    """Delete a bounded number of rows past their retention; None if another replica is at it."""
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return None
    return Removed(
        outbox_events=await _delete(session, _old_events(settings.published_event_retention)),
        dead_letters=await _delete(session, _old_dead_letters(settings.dead_letter_retention)),
        task_series=await _delete(session, _abandoned_series(settings.series_retention)),
    )


def _old_events(retention: timedelta) -> Delete:
    old = (
        select(OutboxEvent.sequence)
        .where(OutboxEvent.published_at < func.now() - retention)
        .limit(_ROWS_AT_ONCE)
    )
    return delete(OutboxEvent).where(OutboxEvent.sequence.in_(old))


def _old_dead_letters(retention: timedelta) -> Delete:
    """Only those that were replayed: what waits for an operator waits for ever."""
    old = (
        select(DeadLetter.event_id)
        .where(DeadLetter.replayed_at < func.now() - retention)
        .limit(_ROWS_AT_ONCE)
    )
    return delete(DeadLetter).where(DeadLetter.event_id.in_(old))


def _abandoned_series(retention: timedelta) -> Delete:
    """Series without a task, for longer than an event of theirs can be on its way."""
    no_task: ColumnElement[bool] = ~select(Task.id).where(Task.series_id == Series.id).exists()
    old = select(Series.id).where(no_task, Series.updated_at < func.now() - retention).limit(_ROWS_AT_ONCE)
    return delete(Series).where(Series.id.in_(old))


async def _delete(session: AsyncSession, statement: Delete) -> int:
    connection = await session.connection()
    return (await connection.execute(statement)).rowcount
