"""The chat over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, StringConstraints

from todo_backend.problems import responses
from todo_backend.resources import Resources, resources
from todo_backend.signed_in import CurrentUser, signed_in_route
from todo_backend.tasks import store
from todo_backend.tasks.models import StatusFilter

_TASKS_SHOWN = 50
router = APIRouter(
    prefix="/api/chat",
    tags=["chat"],
    responses=responses(401, 413, 422, 429, 502, 503, 504),
    route_class=signed_in_route("chat"),
)


class Question(BaseModel):
    """What the user says."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class Answer(BaseModel):
    """What the model says."""

    reply: str


@router.post("")
async def chat(
    question: Question,
    user_id: CurrentUser,
    shared: Annotated[Resources, Depends(resources)],
) -> Answer:
    """Ask about one's open tasks."""
    async with shared.database.reading() as session:
        page = await store.list_page(
            session, user_id, status=StatusFilter.OPEN, after=None, limit=_TASKS_SHOWN
        )
    # The connection is back in the pool: a slow model must not use it up.
    return Answer(reply=await shared.assistant.reply(question.message, page.items))
