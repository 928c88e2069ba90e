"""The chat over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from todo_backend.chat.assistant import Turn
from todo_backend.problems import responses
from todo_backend.resources import Resources, resources
from todo_backend.signed_in import CurrentUser, signed_in_route
from todo_backend.tasks import store

_TASKS_SHOWN = 50
router = APIRouter(
    prefix="/api/chat",
    tags=["chat"],
    responses=responses(401, 413, 422, 429, 502, 503, 504),
    route_class=signed_in_route("chat"),
)


class EarlierTurn(BaseModel):
    """Something that was said before, as the page shows it."""

    model_config = ConfigDict(extra="forbid")

    speaker: Literal["user", "assistant"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=8000)]


class Question(BaseModel):
    """What the user says, and the last things that were said before, the oldest first."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
    before: Annotated[list[EarlierTurn], Field(max_length=10)] = []


class Answer(BaseModel):
    """What the model says, and whether it was cut off at the longest answer."""

    reply: str
    cut_off: bool


@router.post("")
async def chat(
    question: Question,
    user_id: CurrentUser,
    shared: Annotated[Resources, Depends(resources)],
) -> Answer:
    """Ask about one's open tasks."""
    async with shared.database.reading() as session:
        tasks, open_tasks = await store.next_due(session, user_id, limit=_TASKS_SHOWN)
    # The connection is back in the pool: a slow model must not use it up.
    before = [Turn(speaker=turn.speaker, text=turn.text) for turn in question.before]
    reply = await shared.assistant.reply(question.message, before=before, tasks=tasks, open_tasks=open_tasks)
    return Answer(reply=reply.text, cut_off=reply.cut_off)
