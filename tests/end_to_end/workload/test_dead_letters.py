"""An event that cannot be handled: retried, put aside, holding up its own partition only, brought back."""

import asyncio
import json
import time
from pathlib import Path

from tests.end_to_end.workload.client import People
from tests.end_to_end.workload.conftest import Report
from tests.end_to_end.workload.dapr_resources import (
    DEAD_LETTER_TOPIC,
    TOPIC,
    longest_hold_s,
    retry_policy,
)
from tests.end_to_end.workload.platform import KAFKA_USER, Platform
from tests.end_to_end.workload.series import Seeded, seed

COMPLETIONS_A_SECOND = 10
PARKING_DEADLINE_S = longest_hold_s() + 20
FREE_PARTITIONS_LIMIT_S = 5.0

_PARKED = "SELECT count(*) FROM dead_letters WHERE event_id = %s AND replayed_at IS NULL"
_LATENCIES = """
    SELECT done.series_id::text, extract(epoch FROM following.created_at - done.completed_at)::float8
    FROM tasks done JOIN tasks following
        ON following.series_id = done.series_id AND following.occurrence = done.occurrence + 1
    WHERE done.user_id LIKE 'poison-%%' AND done.series_id <> %s
"""


def event_of(platform: Platform, series_id: str) -> str:
    """The id of the event that a series' completion has written."""
    return str(
        platform.value("SELECT envelope ->> 'id' FROM outbox_events WHERE partition_key = %s", [series_id])
    )


def deliveries(log: Path, event_id: str) -> int:
    """How often the backend was given an event that it could not handle."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return sum(
        line["message"] == "event cannot be handled" and line["event_id"] == event_id for line in lines
    )


def dead_letter_ids(platform: Platform) -> set[str]:
    """The ids of the events in the dead-letter topic."""
    count = platform.value("SELECT sum(times_seen)::int FROM dead_letters")
    letters = platform.kafka.consume(DEAD_LETTER_TOPIC, user=KAFKA_USER, count=count)
    return {json.loads(letter.value() or b"{}").get("id") for letter in letters}


def partitions(platform: Platform, series: set[str]) -> dict[str, int]:
    """Which partition each of these series has."""
    count = platform.value("SELECT count(*) FROM outbox_events WHERE published_at IS NOT NULL")
    found: dict[str, int] = {}
    for message in platform.kafka.consume(TOPIC, user=KAFKA_USER, count=count + 100_000, timeout_s=8):
        key, partition = message.key(), message.partition()
        if key is not None and partition is not None and key.decode() in series:
            found[key.decode()] = partition
    return found


async def complete_while_held_up(platform: Platform, url: str, poison: Seeded, others: list[Seeded]) -> float:
    """Complete the poisoned task, then others at an even rate until it is parked; returns the seconds."""
    async with People(issuer=platform.issuer, urls=[url]) as people:
        await people.complete(poison.user_id, poison.task_id)
        started = time.monotonic()
        event_id = event_of(platform, poison.series_id)
        waiting = iter(others)
        while not platform.value(_PARKED, [event_id]):
            assert time.monotonic() - started < PARKING_DEADLINE_S, "the event never became a dead letter"
            if (other := next(waiting, None)) is not None:
                await people.complete(other.user_id, other.task_id)
            await asyncio.sleep(1 / COMPLETIONS_A_SECOND)
        return time.monotonic() - started


def wait_for_second_instance(platform: Platform, series: list[Seeded]) -> None:
    """Wait until the next instance of each of these exists, if its first one is completed."""
    query = (
        "SELECT count(*) FROM tasks done WHERE done.series_id = ANY(%s::uuid[]) "
        "AND done.completed_at IS NOT NULL AND NOT EXISTS "
        "(SELECT FROM tasks made WHERE made.series_id = done.series_id AND made.occurrence = 2)"
    )
    deadline = time.monotonic() + 30
    while missing := platform.value(query, [[one.series_id for one in series]]):
        assert time.monotonic() < deadline, f"{missing} next instances are missing"
        time.sleep(0.2)


def test_a_poison_event_holds_up_its_partition_for_a_bounded_time_and_comes_back(
    platform: Platform, report: Report
) -> None:
    poison, *others = seed(platform, prefix="poison", users=1, series_per_user=401)
    change_zone = "UPDATE task_series SET timezone = %s WHERE id = %s RETURNING id"
    with platform.replica("poison") as replica:
        platform.value(change_zone, ["Mars/Phobos", poison.series_id])
        held_s = asyncio.run(complete_while_held_up(platform, replica.url, poison, others))
        wait_for_second_instance(platform, others)
        event_id = event_of(platform, poison.series_id)
        attempts = deliveries(replica.server.log, event_id)
        assert event_id in dead_letter_ids(platform)

        platform.value(change_zone, ["Europe/Madrid", poison.series_id])
        assert platform.command("todo_backend.replay", "--event-id", event_id) == "replayed 1, left 0\n"
        wait_for_second_instance(platform, [poison])

    latencies = dict(platform.rows(_LATENCIES, [poison.series_id]))
    partition_of = partitions(platform, {*latencies, poison.series_id})
    assert partition_of.keys() == {*latencies, poison.series_id}
    own = partition_of[poison.series_id]
    same = [seconds for series, seconds in latencies.items() if partition_of[series] == own]
    free = [seconds for series, seconds in latencies.items() if partition_of[series] != own]
    report(
        f"poison event: {attempts} deliveries, dead letter after {held_s:.1f} s "
        f"(bound {longest_hold_s():.0f} s); longest wait in its own partition {max(same):.1f} s, "
        f"in the others {max(free):.2f} s; replayed once mended"
    )
    assert attempts == retry_policy()["maxRetries"] + 1
    assert max(free) < FREE_PARTITIONS_LIMIT_S
    assert max(same) < PARKING_DEADLINE_S
