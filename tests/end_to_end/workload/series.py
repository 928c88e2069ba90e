"""Recurring tasks by the thousand, written straight into the tables: making them is not what is measured."""

import uuid
from dataclasses import dataclass

from tests.end_to_end.workload.platform import Platform


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """A series' first, open instance."""

    user_id: str
    task_id: str
    series_id: str


def seed(platform: Platform, *, prefix: str, users: int, series_per_user: int) -> list[Seeded]:
    """Create daily tasks at nine in Madrid, from before a clock change; users are `<prefix>-<number>`."""
    seeded = [
        Seeded(user_id=f"{prefix}-{user}", task_id=str(uuid.uuid4()), series_id=str(uuid.uuid4()))
        for user in range(users)
        for _ in range(series_per_user)
    ]
    with platform.connect() as connection, connection.transaction():
        with connection.cursor().copy(
            "COPY task_series (id, user_id, title, description, frequency, interval, timezone, anchor_local, "
            "anchor_occurrence, latest_occurrence) FROM STDIN"
        ) as copy:
            for one in seeded:
                fields = ("water the plants", "", "daily", 1, "Europe/Madrid", "2027-03-26 09:00", 1, 1)
                copy.write_row((one.series_id, one.user_id, *fields))
        with connection.cursor().copy(
            "COPY tasks (id, user_id, title, description, due_at, timezone, series_id, occurrence) FROM STDIN"
        ) as copy:
            for one in seeded:
                values = ("water the plants", "", "2027-03-26 08:00+00", "Europe/Madrid")
                copy.write_row((one.task_id, one.user_id, *values, one.series_id, 1))
    return seeded
