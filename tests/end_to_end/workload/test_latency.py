"""How long the next instance takes, and how many a second this machine can make."""

import asyncio
import statistics
import time
from collections.abc import Sequence

from tests.end_to_end.workload.capacity import complete_at_once, measured_capacity, wait_for_instances
from tests.end_to_end.workload.client import People
from tests.end_to_end.workload.conftest import Report
from tests.end_to_end.workload.platform import Platform
from tests.end_to_end.workload.series import Seeded, seed

EVENTS_A_SECOND = 100
# On a slow machine less: above what it can serve, the time in the queue grows with the length of the test.
OF_CAPACITY = 0.6
LEAST_AN_HOUR = 1000
MEASURED_S = 15
REQUIRED_P99_S = 5.0
BURST = 2000

_LATENCIES = """
    SELECT extract(epoch FROM following.created_at - done.completed_at)::float8
    FROM tasks done JOIN tasks following
        ON following.series_id = done.series_id AND following.occurrence = done.occurrence + 1
    WHERE done.user_id LIKE %s AND done.occurrence = 1
"""


async def complete_at_rate(people: People, tasks: Sequence[Seeded], *, rate: float) -> None:
    """Start so many completions a second, whether or not the earlier ones are done."""
    started = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number, task in enumerate(tasks):
            await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
            group.create_task(people.complete(task.user_id, task.task_id))


def test_the_next_instance_follows_within_seconds_at_a_rate_that_this_machine_can_serve(
    platform: Platform, report: Report
) -> None:
    tasks = seed(platform, prefix="latency", users=30, series_per_user=MEASURED_S * EVENTS_A_SECOND // 30)

    async def run(urls: list[str]) -> float:
        async with People(issuer=platform.issuer, urls=urls) as people:
            capacity = await measured_capacity(platform, people, prefix="warm")
            rate = min(EVENTS_A_SECOND, OF_CAPACITY * capacity)
            started = time.monotonic()
            await complete_at_rate(people, tasks, rate=rate)
            rate = len(tasks) / (time.monotonic() - started)
            await wait_for_instances(platform, prefix="latency", count=len(tasks))
            return rate

    with platform.replica("latency-1") as first, platform.replica("latency-2") as second:
        rate = asyncio.run(run([first.url, second.url]))
    latencies = sorted(value for (value,) in platform.rows(_LATENCIES, ["latency-%"]))
    assert len(latencies) == len(tasks)
    p99 = latencies[int(len(latencies) * 0.99)]
    report(
        f"completion to next instance at {rate:.0f} events/s: "
        f"p50 {statistics.median(latencies) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, "
        f"longest {latencies[-1] * 1000:.0f} ms (required: p99 under 5 s)"
    )
    assert rate * 3600 > LEAST_AN_HOUR
    assert p99 < REQUIRED_P99_S


def test_a_burst_shows_the_ceiling_and_drains(platform: Platform, report: Report) -> None:
    tasks = seed(platform, prefix="burst", users=20, series_per_user=BURST // 20)

    async def run(urls: list[str]) -> None:
        async with People(issuer=platform.issuer, urls=urls) as people:
            await complete_at_once(people, tasks)
        await wait_for_instances(platform, prefix="burst", count=len(tasks))

    with platform.replica("burst-1") as first, platform.replica("burst-2") as second:
        asyncio.run(run([first.url, second.url]))
    seconds = float(
        platform.value(
            "SELECT extract(epoch FROM max(created_at) FILTER (WHERE occurrence = 2) - min(completed_at)) "
            "FROM tasks WHERE user_id LIKE 'burst-%'"
        )
    )
    an_hour = BURST / seconds * 3600
    report(
        f"ceiling on this machine: {BURST / seconds:.0f} completions with their next instances a second "
        f"({an_hour:,.0f} an hour; required 1,000)"
    )
    assert an_hour > LEAST_AN_HOUR
