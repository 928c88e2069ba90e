"""Dead letters: kept in a table where an operator can look at them and send them back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from todo_backend.events import outbox
from todo_backend.events.envelope import TaskCompletedEvent
from todo_backend.tables import DeadLetter


@dataclass(frozen=True)
class Replayed:
    """What a replay did: ids that went back into the outbox, and ids that no subscriber could ever read."""

    queued: list[str]
    unreadable: list[str]


async def park(session: AsyncSession, body: str) -> str:
    """Keep a dead letter (again) and return its id. Never refuses: there is nowhere left to send it."""
    event_id = _event_id(body)
    statement = insert(DeadLetter).values(event_id=event_id, body=body)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[DeadLetter.event_id],
            set_={
                "body": statement.excluded.body,
                "times_seen": DeadLetter.times_seen + 1,
                "last_seen_at": func.now(),
                "replayed_at": None,
            },
        )
    )
    return event_id


def _event_id(body: str) -> str:
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if isinstance(document, dict) and isinstance(document.get("id"), str) and 0 < len(document["id"]) <= 255:
        return str(document["id"])
    return "sha256:" + hashlib.sha256(body.encode()).hexdigest()


async def waiting(session: AsyncSession) -> Sequence[DeadLetter]:
    """The dead letters that nobody has replayed since they last died, oldest first."""
    rows = await session.scalars(
        select(DeadLetter).where(DeadLetter.replayed_at.is_(None)).order_by(DeadLetter.first_seen_at)
    )
    return rows.all()


async def due_a_second_chance(session: AsyncSession, *, after: timedelta, limit: int) -> Sequence[DeadLetter]:
    """Dead letters that have died once, at least so long ago; locked against other replicas."""
    rows = await session.scalars(
        select(DeadLetter)
        .where(
            DeadLetter.replayed_at.is_(None),
            DeadLetter.times_seen == 1,
            DeadLetter.last_seen_at < func.now() - after,
        )
        .order_by(DeadLetter.first_seen_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def replay(session: AsyncSession, letters: Sequence[DeadLetter]) -> Replayed:
    """Put dead letters back into the outbox under their own ids; unreadable ones stay where they are."""
    queued: list[str] = []
    unreadable: list[str] = []
    for letter in letters:
        try:
            event = TaskCompletedEvent.model_validate_json(letter.body)
        except ValidationError:
            unreadable.append(letter.event_id)
            continue
        await outbox.append(
            session, partition_key=event.partition_key, envelope=event.model_dump(mode="json")
        )
        queued.append(letter.event_id)
    await session.execute(
        update(DeadLetter)
        .where(DeadLetter.event_id.in_(queued))
        .values(replayed_at=func.now())
        .execution_options(synchronize_session=False)
    )
    return Replayed(queued=queued, unreadable=unreadable)
