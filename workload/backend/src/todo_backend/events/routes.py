"""What the Dapr sidecar calls: event deliveries, and the list of subscriptions where it asks for one."""

import ipaddress
from http import HTTPStatus
from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ValidationError

from todo_backend.events import dead_letters
from todo_backend.events.envelope import TaskCompletedEvent
from todo_backend.events.recurrences import UnknownSeriesError, create_next_instance
from todo_backend.problems import ProblemError
from todo_backend.recurrence import UnknownTimeZoneError
from todo_backend.resources import Resources, resources
from todo_backend.settings import DEAD_LETTER_TOPIC, PUBSUB_NAME, TASK_EVENTS_TOPIC

EVENTS_PATH = "/events/task-events"
DEAD_LETTERS_PATH = "/events/task-events-dead-letter"
_log = structlog.stdlib.get_logger(__name__)


class Delivery(BaseModel):
    """Dapr's answer document: done, or deliver again under the retry policy."""

    status: Literal["SUCCESS", "RETRY"]


async def from_sidecar(request: Request) -> None:
    """Dependency: refuse callers outside this pod. Its loopback is shared by the sidecar and nobody else."""
    caller = request.client.host if request.client else ""
    if not (caller and ipaddress.ip_address(caller).is_loopback):
        raise ProblemError(HTTPStatus.NOT_FOUND, "Not Found")


router = APIRouter(dependencies=[Depends(from_sidecar)], include_in_schema=False)
subscriptions_router = APIRouter(dependencies=[Depends(from_sidecar)], include_in_schema=False)


@router.post(EVENTS_PATH)
async def deliver_task_event(request: Request, shared: Annotated[Resources, Depends(resources)]) -> Delivery:
    """Create the next instance of a completed recurring task, once.

    Whatever fails is answered with RETRY: the resiliency policy counts the attempts, and the last one sends
    the event to the dead letters. Nothing is dropped here.
    """
    body = await request.body()
    try:
        event = TaskCompletedEvent.model_validate_json(body)
    except ValidationError as error:
        _log.error("event unreadable", fields=[".".join(map(str, e["loc"])) for e in error.errors()])
        return Delivery(status="RETRY")
    if event.requestid:
        structlog.contextvars.bind_contextvars(request_id=event.requestid)
    try:
        async with shared.database.transaction() as session:
            outcome = await create_next_instance(session, event.data)
    except (UnknownSeriesError, UnknownTimeZoneError) as error:
        _log.error("event cannot be handled", event_id=event.id, error_type=type(error).__name__)
        return Delivery(status="RETRY")
    _log.info("event handled", event_id=event.id, outcome=outcome)
    return Delivery(status="SUCCESS")


@router.post(DEAD_LETTERS_PATH)
async def deliver_dead_letter(request: Request, shared: Annotated[Resources, Depends(resources)]) -> Delivery:
    """Keep an event whose deliveries all failed, for an operator."""
    body = (await request.body()).decode("utf-8", errors="replace").replace("\x00", "\ufffd")
    async with shared.database.transaction() as session:
        event_id = await dead_letters.park(session, body)
    _log.error("dead letter parked", event_id=event_id)
    return Delivery(status="SUCCESS")


@subscriptions_router.get("/dapr/subscribe")
async def declare_subscriptions() -> list[dict[str, Any]]:
    """The subscriptions, for a sidecar that finds no Subscription resources."""
    return [
        {
            "pubsubname": PUBSUB_NAME,
            "topic": TASK_EVENTS_TOPIC,
            "route": EVENTS_PATH,
            "deadLetterTopic": DEAD_LETTER_TOPIC,
        },
        {"pubsubname": PUBSUB_NAME, "topic": DEAD_LETTER_TOPIC, "route": DEAD_LETTERS_PATH},
    ]
