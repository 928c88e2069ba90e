"""Ten thousand completions under faults: every next instance exists exactly once."""

import asyncio
import time

import pytest

from tests.end_to_end.workload.client import People
from tests.end_to_end.workload.conftest import Report
from tests.end_to_end.workload.dapr_resources import CONSUMER_GROUP, TOPIC
from tests.end_to_end.workload.faults import KILLS, Faults
from tests.end_to_end.workload.platform import KAFKA_USER, Platform
from tests.end_to_end.workload.replica import Replica
from tests.end_to_end.workload.series import seed

USERS = 40
SERIES_PER_USER = 50
ROUNDS = 5
COMPLETIONS = USERS * SERIES_PER_USER * ROUNDS
DUPLICATES = 600
# On two idle cores it takes some three minutes; a machine that does other things besides gets more.
DEADLINE_S = 900
_PREFIX = "once"
_LIKE = f"{_PREFIX}-%"


async def complete_every_round(people: People, user_id: str) -> None:
    """Complete whatever is open, again and again, until each series has reached its last round."""
    while True:
        tasks = await people.open_tasks(user_id)
        due = [task for task in tasks if task["occurrence"] <= ROUNDS]
        for task in due:
            await people.complete(user_id, task["id"])
        if not due and len(tasks) == SERIES_PER_USER:
            return
        if not due:
            await asyncio.sleep(0.5)


async def replay_dead_letters(platform: Platform) -> int:
    """Do what an operator does when an outage has outlasted the retries; returns how many came back."""
    replayed = 0
    while True:
        if platform.value("SELECT count(*) FROM dead_letters WHERE replayed_at IS NULL"):
            output = await asyncio.to_thread(platform.command, "todo_backend.replay", "--all")
            replayed += int(output.split()[1].rstrip(","))
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            return replayed


async def run(platform: Platform, replicas: list[Replica]) -> tuple[Faults, int, int]:
    """Let the people work while things break; returns the faults, retried requests, replayed letters."""
    faults = Faults(platform, replicas, prefix=_PREFIX)
    operator = asyncio.create_task(replay_dead_letters(platform))
    async with (
        People(issuer=platform.issuer, urls=[replica.url for replica in replicas]) as people,
        asyncio.timeout(DEADLINE_S),
        asyncio.TaskGroup() as group,
    ):
        group.create_task(faults.strike())
        group.create_task(faults.repeat_events(total=DUPLICATES))
        for user in range(USERS):
            group.create_task(complete_every_round(people, f"{_PREFIX}-{user}"))
    operator.cancel()
    return faults, people.retries, await operator


def assert_everything_exists_once(platform: Platform) -> None:
    """Count in the tables what must be there, series by series."""
    wrong = platform.rows(
        "SELECT series_id, array_agg(occurrence ORDER BY occurrence), count(completed_at) FROM tasks "
        "WHERE user_id LIKE %s GROUP BY series_id "
        "HAVING array_agg(occurrence ORDER BY occurrence) <> %s::int[] OR count(completed_at) <> %s",
        [_LIKE, list(range(1, ROUNDS + 2)), ROUNDS],
    )
    assert wrong == []
    assert platform.value("SELECT count(*) FROM tasks WHERE user_id LIKE %s", [_LIKE]) == (
        COMPLETIONS + USERS * SERIES_PER_USER
    )


def assert_the_backlog_has_drained(platform: Platform) -> None:
    """Nothing waits in the outbox, and soon nothing in the topic."""
    assert platform.value("SELECT count(*) FROM outbox_events WHERE published_at IS NULL") == 0
    deadline = time.monotonic() + 30
    while lag := platform.kafka.lag(TOPIC, group=CONSUMER_GROUP, user=KAFKA_USER):
        assert time.monotonic() < deadline, f"{lag} events wait in the topic"
        time.sleep(0.5)


@pytest.mark.timeout(DEADLINE_S + 90)
def test_ten_thousand_completions_under_faults_make_every_next_instance_once(
    platform: Platform, report: Report
) -> None:
    seed(platform, prefix=_PREFIX, users=USERS, series_per_user=SERIES_PER_USER)
    started = time.monotonic()
    with platform.replica("once-1") as first, platform.replica("once-2") as second:
        faults, retries, replayed = asyncio.run(run(platform, [first, second]))
        seconds = time.monotonic() - started
        assert_everything_exists_once(platform)
        assert_the_backlog_has_drained(platform)
    assert faults.kills == KILLS
    assert faults.duplicates >= DUPLICATES
    report(
        f"{COMPLETIONS:,} completions in {seconds:.0f} s ({COMPLETIONS / seconds:.0f}/s) with {faults.kills} "
        f"SIGKILLs, Kafka restarted once, sidecars twice, {faults.duplicates} duplicates told: every next "
        f"instance exists once ({retries} requests tried again, {replayed} dead letters replayed)"
    )
