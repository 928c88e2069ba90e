"""A hundred people at work while both replicas are replaced: fast, frugal, and nobody notices."""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.end_to_end.workload.capacity import measured_capacity
from tests.end_to_end.workload.client import People
from tests.end_to_end.workload.conftest import Report
from tests.end_to_end.workload.platform import Platform
from tests.end_to_end.workload.replica import Replica
from tests.end_to_end.workload.rolling import RollingUpdate, running_proxy
from tests.end_to_end.workload.usage import Usage, watch

USERS = 100
BEFORE_S = 8
AFTER_S = 4
THINKING_S = (0.5, 1.5)
# On a machine that serves fewer completions a second than this, people think longer in proportion: the replicas
# share two cores here with their database, broker, proxy and the people themselves.
CAPACITY = 100.0
REQUIRED_P95_S = 1.0
MEMORY_LIMIT_MIB = 512
CORES_LIMIT = 0.5


@dataclass
class Experience:
    """What a hundred people saw."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


async def use(
    people: People, user_id: str, stop: asyncio.Event, seen: Experience, *, thinking: tuple[float, float]
) -> None:
    """One person: looks, adds, looks closer, completes; thinks between requests."""
    chance = random.Random(user_id)
    task_id = ""
    await asyncio.sleep(chance.uniform(0, thinking[1]))
    while not stop.is_set():
        for method, path, body in (
            ("GET", "/api/tasks?status=open&limit=20", None),
            ("POST", "/api/tasks", {"title": "Buy bread", "due_at": "2027-03-01T08:00:00Z"}),
            ("GET", "/api/tasks/{task}", None),
            ("PATCH", "/api/tasks/{task}", {"title": "Buy two loaves"}),
            ("POST", "/api/tasks/{task}/complete", None),
        ):
            started = time.monotonic()
            try:
                response = await people.once(user_id, method, path.replace("{task}", task_id), body)
            except httpx.TransportError as error:
                seen.failures.append(f"{method} {path}: {type(error).__name__}")
                continue
            seen.seconds.append(time.monotonic() - started)
            if not response.is_success:
                seen.failures.append(f"{method} {path}: {response.status_code} {response.text}")
            elif response.status_code == httpx.codes.CREATED:
                task_id = response.json()["id"]
            await asyncio.sleep(chance.uniform(*thinking))


async def run(
    people: People,
    update: RollingUpdate[Replica],
    usages: list[Usage],
    seen: Experience,
    *,
    thinking: tuple[float, float],
) -> tuple[list[float], float]:
    """Let everybody work, replace both replicas meanwhile; returns cores before it, seconds of it."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watch(usages))
        for user in range(USERS):
            group.create_task(use(people, f"rolling-{user}", stop, seen, thinking=thinking))
        await asyncio.sleep(BEFORE_S)
        cores = [usage.cores() for usage in usages]
        watching.cancel()
        started = time.monotonic()
        for name in ("rolling-3", "rolling-4"):
            await asyncio.to_thread(update.replace_oldest, name)
        seconds = time.monotonic() - started
        await asyncio.sleep(AFTER_S)
        stop.set()
    return cores, seconds


def test_a_hundred_people_do_not_notice_a_rolling_restart(
    platform: Platform, tmp_path: Path, report: Report
) -> None:
    seen = Experience()
    targets = tmp_path / "targets.json"
    update = RollingUpdate(platform.replica, targets=targets)
    try:
        usages = [Usage(update.start(name)) for name in ("rolling-1", "rolling-2")]
        with running_proxy(tmp_path, targets) as url:

            async def everybody() -> tuple[list[float], float]:
                async with People(issuer=platform.issuer, urls=[url], connections=USERS) as people:
                    capacity = await measured_capacity(platform, people, prefix="before-rolling")
                    slower = max(1.0, CAPACITY / capacity)
                    thinking = (slower * THINKING_S[0], slower * THINKING_S[1])
                    return await run(people, update, usages, seen, thinking=thinking)

            cores, restart_s = asyncio.run(everybody())
    finally:
        update.stop_all()
    p95 = statistics.quantiles(seen.seconds, n=20)[-1]
    memory = max(usage.largest_mib for usage in usages)
    report(
        f"{USERS} people, {len(seen.seconds)} requests, both replicas replaced in {restart_s:.0f} s: p95 "
        f"{p95 * 1000:.0f} ms (required under 1 s), {len(seen.failures)} failed; before it {max(cores):.2f} "
        f"cores and {memory:.0f} MiB a replica (limits {CORES_LIMIT} and {MEMORY_LIMIT_MIB})"
    )
    assert seen.failures == []
    assert p95 < REQUIRED_P95_S
    assert memory < MEMORY_LIMIT_MIB
    assert max(cores) < CORES_LIMIT
