"""The effect of a completion: the next instance of the series, created exactly once."""

import uuid
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from todo_backend.events.envelope import TaskCompleted
from todo_backend.recurrence import Frequency, Schedule
from todo_backend.tables import Series, Task, table_of


class Outcome(StrEnum):
    """What a delivery led to."""

    CREATED = "created"
    DUPLICATE = "duplicate"
    SERIES_ENDED = "series_ended"


class UnknownSeriesError(Exception):
    """The event tells of a series, or of an instance of it, that does not exist."""


def schedule_of(series: Series) -> Schedule:
    """The series' rule as a value."""
    return Schedule(
        frequency=Frequency(series.frequency),
        interval=series.interval,
        until=series.until,
        timezone=series.timezone,
        anchor_local=series.anchor_local,
        anchor_occurrence=series.anchor_occurrence,
    )


async def create_next_instance(session: AsyncSession, fact: TaskCompleted) -> Outcome:
    """Create the instance after the completed one, in the transaction of `session`.

    The series' row is locked first: deliveries of the same event that run at the same time take turns, and
    all but one find the series further on. Whoever has not committed has changed nothing.

    Raises:
        UnknownSeriesError: no such series, or it has not come as far as the event says.
        UnknownTimeZoneError: the series' zone does not exist (any more).
    """
    series = await session.scalar(select(Series).where(Series.id == fact.series_id).with_for_update())
    if series is None or fact.occurrence > series.latest_occurrence:
        raise UnknownSeriesError
    if fact.occurrence < series.latest_occurrence:
        return Outcome.DUPLICATE
    number = fact.occurrence + 1
    due_at = schedule_of(series).due(number)
    if due_at is None:
        return Outcome.SERIES_ENDED
    await session.execute(
        update(table_of(Series)).where(Series.id == series.id).values(latest_occurrence=number)
    )
    await session.execute(
        insert(table_of(Task)).values(
            id=uuid.uuid5(series.id, f"instance {number}"),
            user_id=series.user_id,
            title=series.title,
            description=series.description,
            due_at=due_at,
            timezone=series.timezone,
            series_id=series.id,
            occurrence=number,
        )
    )
    return Outcome.CREATED
