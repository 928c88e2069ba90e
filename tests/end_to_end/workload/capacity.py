"""How many completions a second this machine can serve: a load above that measures a queue, not a latency."""

import asyncio
import time
from collections.abc import Sequence

from tests.end_to_end.workload.client import People
from tests.end_to_end.workload.platform import Platform
from tests.end_to_end.workload.series import Seeded, seed

_MEASURED = 400
_USERS = 20
_WORKERS = 24
_DRAIN_DEADLINE_S = 60


async def wait_for_instances(platform: Platform, *, prefix: str, count: int) -> None:
    """Wait until that many second instances exist."""
    query = "SELECT count(*) FROM tasks WHERE user_id LIKE %s AND occurrence = 2"
    deadline = time.monotonic() + _DRAIN_DEADLINE_S
    while (found := platform.value(query, [f"{prefix}-%"])) < count:
        assert time.monotonic() < deadline, f"{found} of {count} next instances after {_DRAIN_DEADLINE_S} s"
        await asyncio.sleep(0.1)


async def complete_at_once(people: People, tasks: Sequence[Seeded]) -> None:
    """Complete as fast as a few dozen people can."""
    waiting = iter(tasks)

    async def work() -> None:
        for task in waiting:
            await people.complete(task.user_id, task.task_id)

    async with asyncio.TaskGroup() as group:
        for _ in range(_WORKERS):
            group.create_task(work())


async def measured_capacity(platform: Platform, people: People, *, prefix: str) -> float:
    """Return how many completions with their next instances a second are served; it also warms up."""
    tasks = seed(platform, prefix=prefix, users=_USERS, series_per_user=_MEASURED // _USERS)
    started = time.monotonic()
    await complete_at_once(people, tasks)
    await wait_for_instances(platform, prefix=prefix, count=len(tasks))
    return len(tasks) / (time.monotonic() - started)
