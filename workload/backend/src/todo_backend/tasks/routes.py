"""The tasks API over HTTP."""

import uuid
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from todo_backend.problems import ProblemError, responses
from todo_backend.resources import Resources, resources
from todo_backend.signed_in import CurrentUser, signed_in_route
from todo_backend.tasks import store
from todo_backend.tasks.cursor import Cursor, CursorError
from todo_backend.tasks.models import (
    NewTask,
    RecurrenceError,
    StatusFilter,
    TaskChange,
    TaskDocument,
    TaskPage,
)

Shared = Annotated[Resources, Depends(resources)]

router = APIRouter(
    prefix="/api/tasks",
    tags=["tasks"],
    responses=responses(401, 413, 422, 429, 503),
    route_class=signed_in_route("tasks"),
)


@router.get("")
async def list_tasks(
    user_id: CurrentUser,
    shared: Shared,
    *,
    status: StatusFilter = StatusFilter.ALL,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> TaskPage:
    """The user's tasks, newest first, a page at a time."""
    try:
        after = Cursor.decode(cursor) if cursor else None
    except CursorError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None
    async with shared.database.reading() as session:
        return await store.list_page(session, user_id, status=status, after=after, limit=limit)


@router.post("", status_code=HTTPStatus.CREATED)
async def create_task(new: NewTask, user_id: CurrentUser, shared: Shared) -> TaskDocument:
    """Create a task; with `recurrence` it is the first of a series."""
    async with shared.database.transaction() as session:
        return await store.create(session, user_id, new)


@router.get("/{task_id}", responses=responses(404))
async def get_task(task_id: uuid.UUID, user_id: CurrentUser, shared: Shared) -> TaskDocument:
    """One task."""
    try:
        async with shared.database.reading() as session:
            return await store.get(session, user_id, task_id)
    except store.TaskNotFoundError:
        raise _not_found() from None


@router.patch("/{task_id}", responses=responses(404, 409))
async def change_task(
    task_id: uuid.UUID, wanted: TaskChange, user_id: CurrentUser, shared: Shared
) -> TaskDocument:
    """Change an open task. A new time or recurrence holds from this instance on."""
    try:
        async with shared.database.transaction() as session:
            return await store.change(session, user_id, task_id, wanted)
    except store.TaskNotFoundError:
        raise _not_found() from None
    except store.TaskCompletedAlreadyError:
        raise ProblemError(HTTPStatus.CONFLICT, "A completed task cannot be changed.") from None
    except RecurrenceError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None


@router.post("/{task_id}/complete", responses=responses(404))
async def complete_task(task_id: uuid.UUID, user_id: CurrentUser, shared: Shared) -> TaskDocument:
    """Complete a task. May be repeated; the next instance of a recurring one appears once, a moment later."""
    try:
        async with shared.database.transaction() as session:
            completion = await store.complete(session, user_id, task_id)
    except store.TaskNotFoundError:
        raise _not_found() from None
    if completion.event_written:
        shared.relay.wake()
    return completion.task


@router.delete("/{task_id}", status_code=HTTPStatus.NO_CONTENT, responses=responses(404))
async def delete_task(task_id: uuid.UUID, user_id: CurrentUser, shared: Shared) -> None:
    """Delete a task. Deleting the open instance of a recurring task ends the recurrence."""
    try:
        async with shared.database.transaction() as session:
            await store.delete(session, user_id, task_id)
    except store.TaskNotFoundError:
        raise _not_found() from None


def _not_found() -> ProblemError:
    return ProblemError(HTTPStatus.NOT_FOUND, "No such task.")
