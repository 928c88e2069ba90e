"""The documents of the tasks API."""

import unicodedata
import uuid
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from todo_backend.recurrence import Frequency, wall_clock, zone


def _without_nul(value: str) -> str:
    if "\x00" in value:
        raise ValueError("must not contain the character U+0000")
    return value


def _visible(value: str) -> str:
    if all(unicodedata.category(character)[0] in "CZ" for character in value):
        raise ValueError("must contain a character that can be seen")
    return value


_PostgresText = AfterValidator(_without_nul)
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    _PostgresText,
    AfterValidator(_visible),
]
Description = Annotated[str, StringConstraints(max_length=5000), _PostgresText]
TimeZone = Annotated[
    str, AfterValidator(lambda name: zone(name).key), Field(max_length=64, examples=["Europe/Madrid"])
]


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside the calendar") from None


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class StatusFilter(StrEnum):
    """Which tasks to list."""

    OPEN = "open"
    COMPLETED = "completed"
    ALL = "all"


class Recurrence(BaseModel):
    """How a task repeats, in the calendar of its time zone."""

    model_config = ConfigDict(extra="forbid")

    frequency: Frequency
    interval: int = Field(default=1, ge=1, le=366)
    until: date | None = Field(default=None, description="The last local day that an instance may be due on")


class RecurrenceError(ValueError):
    """A recurrence that does not fit its task. The message is for the caller."""


def check_recurrence(*, due_at: datetime | None, timezone: str, recurrence: Recurrence | None) -> None:
    """Refuse a recurrence that counts from nothing, or that has ended before it begins.

    Raises:
        RecurrenceError: with words for the caller.
    """
    if recurrence is None:
        return
    if due_at is None:
        raise RecurrenceError("recurrence needs due_at: the moment that it counts from")
    try:
        first_day = wall_clock(due_at, timezone).date()
    except OverflowError:
        raise RecurrenceError("due_at lies outside the calendar of its time zone") from None
    if recurrence.until is not None and recurrence.until < first_day:
        raise RecurrenceError("recurrence.until lies before due_at")


class NewTask(BaseModel):
    """A task to create."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    description: Description = ""
    due_at: Instant | None = None
    timezone: TimeZone = "UTC"
    recurrence: Recurrence | None = None

    @model_validator(mode="after")
    def _recurrence_is_anchored(self) -> Self:
        check_recurrence(due_at=self.due_at, timezone=self.timezone, recurrence=self.recurrence)
        return self


class TaskChange(BaseModel):
    """What to change about an open task; what is left out stays. `recurrence: null` ends the recurrence."""

    model_config = ConfigDict(extra="forbid")

    title: Title | None = None
    description: Description | None = None
    due_at: Instant | None = None
    timezone: TimeZone | None = None
    recurrence: Recurrence | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("name at least one of title, description, due_at, timezone, recurrence")
        for name in ("title", "description", "timezone"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} must not be null")
        return self


class TaskDocument(BaseModel):
    """A task."""

    id: uuid.UUID
    title: str
    description: str
    status: Literal["open", "completed"]
    due_at: datetime | None
    timezone: str
    recurrence: Recurrence | None
    series_id: uuid.UUID | None
    occurrence: int
    created_at: datetime
    completed_at: datetime | None


class TaskPage(BaseModel):
    """Some tasks, newest first, and where to go on."""

    items: list[TaskDocument]
    next_cursor: str | None
