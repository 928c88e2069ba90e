"""What travels: a CloudEvent that says that one instance of a recurring task was completed."""

import uuid
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from todo_backend.request_context import current_request_id

CONTENT_TYPE = "application/cloudevents+json"


class TaskCompleted(BaseModel):
    """The fact itself. It holds ids and times only: an event outlives its reader's right to see a title."""

    task_id: uuid.UUID
    series_id: uuid.UUID
    occurrence: int = Field(ge=1)
    completed_at: datetime


class TaskCompletedEvent(BaseModel):
    """The CloudEvents 1.0 envelope. Extra attributes, such as those that Dapr adds, are ignored."""

    model_config = ConfigDict(extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: str = Field(min_length=1, max_length=255)
    source: str = "todo-backend"
    type: Literal["todo.task.completed.v1"] = "todo.task.completed.v1"
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    # An extension attribute, so that one request can be followed across the event.
    requestid: str = ""
    data: TaskCompleted

    @property
    def partition_key(self) -> str:
        """All events of a series share a partition: in it they are delivered one by one and in order."""
        return str(self.data.series_id)


def task_completed(fact: TaskCompleted) -> TaskCompletedEvent:
    """The event for a completion; its id is the same however often the completion is told."""
    return TaskCompletedEvent(
        id=str(uuid.uuid5(fact.series_id, str(fact.occurrence))),
        subject=str(fact.task_id),
        time=datetime.now(UTC),
        requestid=current_request_id(),
        data=fact,
    )
