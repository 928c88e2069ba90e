"""What is deleted, and what never is."""

import uuid

from sqlalchemy import text

from todo_backend.database import Database
from todo_backend.housekeeping import Removed, clean_up
from todo_backend.settings import Settings

_SERIES = """
    INSERT INTO task_series (id, user_id, title, description, frequency, interval, timezone,
                             anchor_local, anchor_occurrence, latest_occurrence, updated_at)
    VALUES (:id, 'ana', 't', '', 'daily', 1, 'UTC', now(), 1, 1, now() - interval '15 days')
"""


async def test_only_what_is_past_its_retention_goes(database: Database, settings: Settings) -> None:
    abandoned, used = uuid.uuid4(), uuid.uuid4()
    async with database.transaction() as session:
        for age in (None, "6 days", "8 days"):
            published = f"now() - interval '{age}'" if age else "NULL"
            await session.execute(
                text(
                    "INSERT INTO outbox_events (shard, partition_key, envelope, created_at, published_at) "
                    f"VALUES (0, 'k', '{{}}', now() - interval '90 days', {published})"
                )
            )
        for name, replayed in (("waiting", "NULL"), ("replayed", "now() - interval '31 days'")):
            await session.execute(
                text(
                    "INSERT INTO dead_letters (event_id, body, last_seen_at, replayed_at) "
                    f"VALUES ('{name}', '', now() - interval '90 days', {replayed})"
                )
            )
        for identity in (abandoned, used):
            await session.execute(text(_SERIES), {"id": identity})
        await session.execute(
            text(
                "INSERT INTO tasks (id, user_id, title, description, timezone, series_id, occurrence) "
                "VALUES (:id, 'ana', 't', '', 'UTC', :id, 1)"
            ),
            {"id": used},
        )
    async with database.transaction() as session:
        removed = await clean_up(session, settings)
    assert removed == Removed(outbox_events=1, dead_letters=1, task_series=1)
    async with database.transaction() as session:
        assert (await session.scalars(text("SELECT event_id FROM dead_letters"))).all() == ["waiting"]
        assert (await session.scalars(text("SELECT id FROM task_series"))).all() == [used]
        assert await session.scalar(text("SELECT count(*) FROM outbox_events")) == 2


async def test_of_two_replicas_one_cleans_up(database: Database, settings: Settings) -> None:
    async with database.transaction() as first, database.transaction() as second:
        assert await clean_up(first, settings) == Removed(outbox_events=0, dead_letters=0, task_series=0)
        assert await clean_up(second, settings) is None
