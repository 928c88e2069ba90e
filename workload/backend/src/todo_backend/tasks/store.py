"""The tasks of one user in the database. Every function works in the transaction that it is given."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from todo_backend.events import outbox
from todo_backend.events.envelope import TaskCompleted, task_completed
from todo_backend.recurrence import wall_clock
from todo_backend.tables import Series, Task
from todo_backend.tasks.cursor import Cursor
from todo_backend.tasks.models import (
    NewTask,
    Recurrence,
    StatusFilter,
    TaskChange,
    TaskDocument,
    TaskPage,
    check_recurrence,
)


class TaskNotFoundError(LookupError):
    """No such task, or somebody else's."""


class TaskCompletedAlreadyError(Exception):
    """A completed task does not change any more."""


@dataclass(frozen=True)
class Completion:
    """A completed task, and whether this call completed it and left an event behind."""

    task: TaskDocument
    event_written: bool


async def create(session: AsyncSession, user_id: str, new: NewTask) -> TaskDocument:
    """Add a task, with its series if it recurs."""
    task = Task(
        id=uuid.uuid4(),
        user_id=user_id,
        title=new.title,
        description=new.description,
        due_at=new.due_at,
        timezone=new.timezone,
        occurrence=1,
    )
    series = None
    if new.recurrence is not None and new.due_at is not None:
        series = await _start_series(session, task, new.recurrence, new.due_at)
    session.add(task)
    await session.flush()
    await session.refresh(task, ["created_at"])
    return _document(task, series)


async def list_page(
    session: AsyncSession, user_id: str, *, status: StatusFilter, after: Cursor | None, limit: int
) -> TaskPage:
    """The user's tasks, newest first."""
    query = _owned(user_id).order_by(Task.created_at.desc(), Task.id.desc()).limit(limit + 1)
    condition = _status_condition(status)
    if condition is not None:
        query = query.where(condition)
    if after is not None:
        query = query.where(tuple_(Task.created_at, Task.id) < (after.created_at, after.task_id))
    rows = (await session.execute(query)).all()
    page = rows[:limit]
    cursor = Cursor(page[-1][0].created_at, page[-1][0].id).encode() if len(rows) > limit else None
    return TaskPage(items=[_document(task, series) for task, series in page], next_cursor=cursor)


async def next_due(session: AsyncSession, user_id: str, *, limit: int) -> tuple[list[TaskDocument], int]:
    """The user's open tasks by their due date, those without one last, and how many there are in all."""
    query = _owned(user_id).where(Task.completed_at.is_(None))
    rows = await session.execute(query.order_by(Task.due_at.nulls_last(), Task.created_at).limit(limit))
    total = await session.scalar(
        select(func.count()).select_from(Task).where(Task.user_id == user_id, Task.completed_at.is_(None))
    )
    return [_document(task, series) for task, series in rows], total or 0


async def get(session: AsyncSession, user_id: str, task_id: uuid.UUID) -> TaskDocument:
    """One task.

    Raises:
        TaskNotFoundError: see there.
    """
    return _document(*await _find(session, _owned(user_id).where(Task.id == task_id)))


async def change(session: AsyncSession, user_id: str, task_id: uuid.UUID, wanted: TaskChange) -> TaskDocument:
    """Change an open task; words pass on to the instances after it, a new time moves them as well.

    Raises:
        TaskNotFoundError: see there.
        TaskCompletedAlreadyError: it is completed.
        RecurrenceError: the recurrence does not fit the due date.
    """
    task, series = await _find_locked(session, user_id, task_id)
    if task.completed_at is not None:
        raise TaskCompletedAlreadyError
    given = wanted.model_fields_set
    for name in ("title", "description", "due_at", "timezone"):
        if name in given:
            setattr(task, name, getattr(wanted, name))
    recurrence = wanted.recurrence if "recurrence" in given else _recurrence(series)
    check_recurrence(due_at=task.due_at, timezone=task.timezone, recurrence=recurrence)
    if recurrence is None or task.due_at is None:
        task.series_id, series = None, None
    elif series is None:
        series = await _start_series(session, task, recurrence, task.due_at)
    else:
        _align(series, task, given, recurrence)
    return _document(task, series)


async def complete(session: AsyncSession, user_id: str, task_id: uuid.UUID) -> Completion:
    """Complete a task; of a recurring one, write the event in the same transaction.

    Completing it again changes nothing and writes nothing.

    Raises:
        TaskNotFoundError: see there.
    """
    task = await session.scalar(
        update(Task)
        .where(Task.id == task_id, Task.user_id == user_id, Task.completed_at.is_(None))
        .values(completed_at=func.clock_timestamp())
        .returning(Task)
        .execution_options(synchronize_session=False)
    )
    if task is None or task.completed_at is None:
        return Completion(await get(session, user_id, task_id), event_written=False)
    series = await session.get(Series, task.series_id) if task.series_id else None
    if series is not None:
        event = task_completed(
            TaskCompleted(
                task_id=task.id,
                series_id=series.id,
                occurrence=task.occurrence,
                completed_at=task.completed_at,
            )
        )
        await outbox.append(
            session, partition_key=event.partition_key, envelope=event.model_dump(mode="json")
        )
    return Completion(_document(task, series), event_written=series is not None)


async def delete(session: AsyncSession, user_id: str, task_id: uuid.UUID) -> None:
    """Delete a task. Deleting the open instance of a recurring one ends the recurrence.

    Raises:
        TaskNotFoundError: see there.
    """
    task, series = await _find_locked(session, user_id, task_id)
    if series is not None:
        # Its completion may still be on its way as an event: the series' retention starts anew.
        series.updated_at = await _database_time(session)
    await session.delete(task)


def _owned(user_id: str) -> Select[Task, Series | None]:
    return select(Task, Series).outerjoin(Series, Series.id == Task.series_id).where(Task.user_id == user_id)


def _status_condition(status: StatusFilter) -> ColumnElement[bool] | None:
    match status:
        case StatusFilter.OPEN:
            return Task.completed_at.is_(None)
        case StatusFilter.COMPLETED:
            return Task.completed_at.is_not(None)
        case StatusFilter.ALL:
            return None


async def _find(session: AsyncSession, query: Select[Task, Series | None]) -> tuple[Task, Series | None]:
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise TaskNotFoundError
    task, series = row
    return task, series


async def _find_locked(session: AsyncSession, user_id: str, task_id: uuid.UUID) -> tuple[Task, Series | None]:
    query = _owned(user_id).where(Task.id == task_id).with_for_update(of=Task)
    return await _find(session, query)


async def _start_series(
    session: AsyncSession, task: Task, recurrence: Recurrence, due_at: datetime
) -> Series:
    series = Series(
        id=uuid.uuid4(),
        user_id=task.user_id,
        title=task.title,
        description=task.description,
        frequency=recurrence.frequency,
        interval=recurrence.interval,
        until=recurrence.until,
        timezone=task.timezone,
        anchor_local=wall_clock(due_at, task.timezone),
        anchor_occurrence=1,
        latest_occurrence=1,
    )
    session.add(series)
    await session.flush()
    task.series_id, task.occurrence = series.id, 1
    return series


def _align(series: Series, task: Task, given: set[str], recurrence: Recurrence) -> None:
    series.title, series.description = task.title, task.description
    if not given & {"due_at", "timezone", "recurrence"} or task.due_at is None:
        return
    series.frequency = recurrence.frequency
    series.interval = recurrence.interval
    series.until = recurrence.until
    series.timezone = task.timezone
    series.anchor_local = wall_clock(task.due_at, task.timezone)
    series.anchor_occurrence = task.occurrence


async def _database_time(session: AsyncSession) -> datetime:
    now: datetime = (await session.execute(select(func.clock_timestamp()))).scalar_one()
    return now


def _recurrence(series: Series | None) -> Recurrence | None:
    if series is None:
        return None
    return Recurrence.model_validate(
        {"frequency": series.frequency, "interval": series.interval, "until": series.until}
    )


def _document(task: Task, series: Series | None) -> TaskDocument:
    return TaskDocument(
        id=task.id,
        title=task.title,
        description=task.description,
        status="open" if task.completed_at is None else "completed",
        due_at=task.due_at,
        timezone=task.timezone,
        recurrence=_recurrence(series),
        series_id=task.series_id,
        occurrence=task.occurrence,
        created_at=task.created_at,
        completed_at=task.completed_at,
    )
