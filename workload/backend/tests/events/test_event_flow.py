"""From a completion to its next instance: transaction, relay, delivery, duplicates, dead letters."""

import asyncio
import json
import socket
import uuid
from contextlib import suppress
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, text

from tests.conftest import client_of
from tests.neighbours import Neighbours
from todo_backend import replay
from todo_backend.database import Database
from todo_backend.events import outbox
from todo_backend.events.relay import Relay
from todo_backend.events.sidecar import PublishError, Sidecar, SidecarAwayError
from todo_backend.housekeeping import give_second_chance
from todo_backend.settings import Settings
from todo_backend.tables import DeadLetter, OutboxEvent, Task

EVENTS = "/events/task-events"
DEAD_LETTERS = "/events/task-events-dead-letter"


async def create_recurring(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    body = {
        "title": "Pay the rent",
        "description": "by transfer",
        "due_at": "2027-01-31T09:00:00Z",
        "recurrence": {"frequency": "monthly"},
        **fields,
    }
    response = await client.post("/api/tasks", json=body)
    assert response.status_code == 201, response.text
    task: dict[str, Any] = response.json()
    return task


async def complete(client: httpx.AsyncClient, task: dict[str, Any]) -> None:
    assert (await client.post(f"/api/tasks/{task['id']}/complete")).status_code == 200


async def published(neighbours: Neighbours, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(5):
        while len(neighbours.published) < count:
            await asyncio.sleep(0.01)
    return neighbours.published


async def open_tasks(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get("/api/tasks?status=open")).json()["items"]
    return items


async def deliver(client: httpx.AsyncClient, event: dict[str, Any]) -> str:
    response = await client.post(EVENTS, json=event)
    assert response.status_code == 200
    return str(response.json()["status"])


async def completed_event(client: httpx.AsyncClient, neighbours: Neighbours, **fields: Any) -> dict[str, Any]:
    await complete(client, await create_recurring(client, **fields))
    return (await published(neighbours, 1))[0]


async def test_a_completion_is_published_as_a_cloud_event_keyed_by_its_series(
    ana: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    task = await create_recurring(ana)
    await ana.post(f"/api/tasks/{task['id']}/complete", headers={"X-Request-ID": "follow-me-1"})
    [event] = await published(neighbours, 1)
    assert event["key"] == task["series_id"]
    assert event["specversion"] == "1.0"
    assert event["type"] == "todo.task.completed.v1"
    assert event["subject"] == task["id"]
    assert event["requestid"] == "follow-me-1"
    assert event["data"]["occurrence"] == 1
    assert "Pay the rent" not in json.dumps(event)


async def test_a_task_that_does_not_recur_publishes_nothing(
    ana: httpx.AsyncClient, database: Database
) -> None:
    task = (await ana.post("/api/tasks", json={"title": "once"})).json()
    await complete(ana, task)
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxEvent)) == 0


async def test_an_event_creates_the_next_instance(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    event = await completed_event(ana, neighbours)
    assert await deliver(anyone, event) == "SUCCESS"
    [instance] = await open_tasks(ana)
    assert instance["title"] == "Pay the rent"
    assert instance["description"] == "by transfer"
    assert instance["occurrence"] == 2
    assert instance["recurrence"]["frequency"] == "monthly"
    assert datetime.fromisoformat(instance["due_at"]) == datetime.fromisoformat("2027-02-28T09:00:00Z")


async def test_twenty_deliveries_at_the_same_time_create_one_instance(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    event = await completed_event(ana, neighbours)
    answers = await asyncio.gather(*(deliver(anyone, event) for _ in range(20)))
    assert set(answers) == {"SUCCESS"}
    assert len(await open_tasks(ana)) == 1


async def test_the_same_completion_under_another_event_id_creates_nothing(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    event = await completed_event(ana, neighbours)
    await deliver(anyone, event)
    assert await deliver(anyone, {**event, "id": str(uuid.uuid4())}) == "SUCCESS"
    assert len(await open_tasks(ana)) == 1


async def test_an_event_that_comes_back_late_does_not_revive_a_deleted_instance(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    event = await completed_event(ana, neighbours)
    await deliver(anyone, event)
    [instance] = await open_tasks(ana)
    await ana.delete(f"/api/tasks/{instance['id']}")
    assert await deliver(anyone, event) == "SUCCESS"
    assert await open_tasks(ana) == []


async def test_deleting_a_completed_instance_loses_nothing_that_is_under_way(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    event = await completed_event(ana, neighbours)
    await ana.delete(f"/api/tasks/{event['subject']}")
    await deliver(anyone, event)
    assert len(await open_tasks(ana)) == 1


async def test_after_the_last_day_there_is_no_next_instance(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    event = await completed_event(ana, neighbours, recurrence={"frequency": "monthly", "until": "2027-02-27"})
    assert await deliver(anyone, event) == "SUCCESS"
    assert await open_tasks(ana) == []


async def test_a_moved_instance_moves_those_after_it(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    task = await create_recurring(ana)
    await ana.patch(
        f"/api/tasks/{task['id']}", json={"due_at": "2027-02-10T18:00:00Z", "title": "Pay the new rent"}
    )
    await complete(ana, task)
    [event] = await published(neighbours, 1)
    await deliver(anyone, event)
    [instance] = await open_tasks(ana)
    assert instance["title"] == "Pay the new rent"
    assert datetime.fromisoformat(instance["due_at"]) == datetime.fromisoformat("2027-03-10T18:00:00Z")


async def test_a_series_runs_on_instance_by_instance(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    task = await create_recurring(ana)
    for number in range(1, 6):
        await complete(ana, task)
        await deliver(anyone, (await published(neighbours, number))[-1])
        [task] = await open_tasks(ana)
    assert task["occurrence"] == 6
    assert datetime.fromisoformat(task["due_at"]) == datetime.fromisoformat("2027-06-30T09:00:00Z")


async def test_a_completion_that_is_rolled_back_leaves_no_event(
    ana: httpx.AsyncClient, database: Database, neighbours: Neighbours
) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as session:
            await outbox.append(session, partition_key="k", envelope={"id": "1"})
            raise RuntimeError
    async with database.transaction() as session:
        assert (await outbox.backlog(session)).events == 0


async def test_events_wait_while_the_sidecar_is_away_and_drain_in_order_afterwards(
    ana: httpx.AsyncClient, database: Database, neighbours: Neighbours
) -> None:
    neighbours.publish_status = 500
    async with database.transaction() as session:
        for number in range(30):
            await outbox.append(session, partition_key=f"key {number % 3}", envelope={"number": number})
    async with asyncio.timeout(5):
        while neighbours.published == []:
            await asyncio.sleep(0.3)
            async with database.transaction() as session:
                assert (await outbox.backlog(session)).events == 30
            neighbours.publish_status = 204
            await published(neighbours, 30)
    for key in ("key 0", "key 1", "key 2"):
        numbers = [event["number"] for event in neighbours.published if event["key"] == key]
        assert numbers == sorted(numbers)


async def test_many_relays_publish_every_event_once_and_in_order(
    database: Database, neighbours: Neighbours
) -> None:
    async with httpx.AsyncClient() as client:
        sidecar = Sidecar(port=neighbours.port, client=client, probe_client=client, publish_timeout_seconds=5)
        relays = [Relay(database=database, sidecar=sidecar, poll_seconds=1) for _ in range(4)]
        async with database.transaction() as session:
            for number in range(300):
                await outbox.append(session, partition_key=f"key {number % 20}", envelope={"number": number})

        async def drain(relay: Relay) -> None:
            while await relay.relay_batch():
                pass

        for _ in range(2):  # a relay also stops when all its work is locked by others
            await asyncio.gather(*(drain(relay) for relay in relays))
    assert sorted(event["number"] for event in neighbours.published) == list(range(300))
    for key in range(20):
        numbers = [event["number"] for event in neighbours.published if event["key"] == f"key {key}"]
        assert numbers == sorted(numbers)


async def test_what_was_published_before_a_failure_is_recorded(
    database: Database, neighbours: Neighbours
) -> None:
    class FailsAtThird(Sidecar):
        calls = 0

        async def publish(self, envelope: dict[str, Any], *, partition_key: str) -> None:
            self.calls += 1
            if self.calls == 3:
                raise PublishError("status 500")
            await super().publish(envelope, partition_key=partition_key)

    async with httpx.AsyncClient() as client:
        sidecar = FailsAtThird(
            port=neighbours.port, client=client, probe_client=client, publish_timeout_seconds=5
        )
        relay = Relay(database=database, sidecar=sidecar, poll_seconds=1)
        async with database.transaction() as session:
            for number in range(5):
                await outbox.append(session, partition_key="one key", envelope={"number": number})
        assert await relay.relay_batch()
        assert [event["number"] for event in neighbours.published] == [0, 1]
        async with asyncio.timeout(5):
            while len(neighbours.published) < 5:
                await relay.relay_batch()
                await asyncio.sleep(0.05)
    assert [event["number"] for event in neighbours.published] == [0, 1, 2, 3, 4]


async def test_events_that_are_refused_hold_up_only_themselves(
    database: Database, neighbours: Neighbours
) -> None:
    neighbours.refused_keys = {f"refused {number}" for number in range(400)}
    async with database.transaction() as session:
        for key in sorted(neighbours.refused_keys):
            await outbox.append(session, partition_key=key, envelope={"number": 0})
        for number in range(20):
            await outbox.append(session, partition_key=f"well {number % 5}", envelope={"number": number})
    async with httpx.AsyncClient() as client:
        sidecar = Sidecar(
            port=neighbours.port, client=client, probe_client=client, publish_timeout_seconds=30
        )
        relay = Relay(database=database, sidecar=sidecar, poll_seconds=1)
        for _ in range(4):
            with suppress(PublishError):
                await relay.relay_batch()
        assert {event["key"] for event in neighbours.published} == {f"well {key}" for key in range(5)}
        for number in range(5):
            well = [event["number"] for event in neighbours.published if event["key"] == f"well {number}"]
            assert well == list(range(number, 20, 5))
        neighbours.refused_keys = set()
        async with asyncio.timeout(50):
            while len(neighbours.published) < 420:
                if not await relay.relay_batch():
                    await asyncio.sleep(0.1)


async def test_a_relay_whose_sidecar_hangs_leaves_the_events_to_the_others(
    database: Database, neighbours: Neighbours
) -> None:
    async with httpx.AsyncClient() as client:

        def relay_at(port: int) -> Relay:
            sidecar = Sidecar(port=port, client=client, probe_client=client, publish_timeout_seconds=5)
            return Relay(database=database, sidecar=sidecar, poll_seconds=1)

        async with database.transaction() as session:
            for number in range(50):
                await outbox.append(session, partition_key=f"key {number}", envelope={"number": number})
        with socket.create_server(("127.0.0.1", 0)) as silent:
            hanging = asyncio.create_task(relay_at(silent.getsockname()[1]).relay_batch())
            await asyncio.sleep(0.1)
            while await relay_at(neighbours.port).relay_batch():
                pass
            assert len(neighbours.published) == 50
            with pytest.raises(SidecarAwayError):
                await hanging


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"{}",
        b'{"specversion":"1.0","id":"1","type":"other"}',
    ],
)
async def test_an_unreadable_event_is_asked_for_again_until_it_is_a_dead_letter(
    anyone: httpx.AsyncClient, body: bytes
) -> None:
    response = await anyone.post(EVENTS, content=body)
    assert response.status_code == 200
    assert response.json() == {"status": "RETRY"}


async def test_an_event_of_an_unknown_series_or_of_the_future_is_not_swallowed(
    ana: httpx.AsyncClient, anyone: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    event = await completed_event(ana, neighbours)
    stranger = {**event, "data": {**event["data"], "series_id": str(uuid.uuid4())}}
    assert await deliver(anyone, stranger) == "RETRY"
    future = {**event, "data": {**event["data"], "occurrence": 7}}
    assert await deliver(anyone, future) == "RETRY"


async def test_events_are_taken_from_the_sidecar_only(app: FastAPI) -> None:
    async with client_of(app, address="10.1.2.3") as outsider:
        assert (await outsider.post(EVENTS, json={})).status_code == 404
        assert (await outsider.post(DEAD_LETTERS, json={})).status_code == 404


async def test_a_dead_letter_comes_back_once_what_broke_it_is_mended(
    ana: httpx.AsyncClient,
    anyone: httpx.AsyncClient,
    neighbours: Neighbours,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(settings.secrets_directory))
    event = await completed_event(ana, neighbours)
    async with database.transaction() as session:
        await session.execute(text("UPDATE task_series SET timezone = 'Mars/Phobos'"))
    assert await deliver(anyone, event) == "RETRY"
    for _ in range(2):  # the sidecar may tell of a dead letter twice
        assert (await anyone.post(DEAD_LETTERS, json=event)).json() == {"status": "SUCCESS"}

    assert await asyncio.to_thread(replay.main, ["--list"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["event_id"] == event["id"]
    assert listed["times_seen"] == 2

    async with database.transaction() as session:
        await session.execute(text("UPDATE task_series SET timezone = 'UTC'"))
    assert await asyncio.to_thread(replay.main, ["--event-id", event["id"]]) == 0
    assert capsys.readouterr().out == "replayed 1, left 0\n"
    again = (await published(neighbours, 2))[1]
    assert again["id"] == event["id"]
    assert await deliver(anyone, again) == "SUCCESS"
    assert len(await open_tasks(ana)) == 1
    assert await asyncio.to_thread(replay.main, ["--all"]) == 0
    assert capsys.readouterr().out == "replayed 0, left 0\n"


async def test_a_dead_letter_gets_one_second_chance_by_itself(
    ana: httpx.AsyncClient,
    anyone: httpx.AsyncClient,
    neighbours: Neighbours,
    database: Database,
    settings: Settings,
) -> None:
    event = await completed_event(ana, neighbours)
    for died, times_replayed in ((1, 1), (2, 1)):
        await anyone.post(DEAD_LETTERS, json=event)
        async with database.transaction() as session:
            await session.execute(
                text("UPDATE dead_letters SET last_seen_at = last_seen_at - interval '61 seconds'")
            )
        async with database.transaction() as session:
            await give_second_chance(session, settings)
        replayed = [told["id"] for told in await published(neighbours, 2)][1:]
        assert replayed == [event["id"]] * times_replayed, f"after having died {died} times"


async def test_a_fresh_or_unreadable_dead_letter_is_left_alone(
    anyone: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await anyone.post(DEAD_LETTERS, content=b"not json")
    async with database.transaction() as session:
        await session.execute(text("UPDATE dead_letters SET last_seen_at = now() - interval '61 seconds'"))
    await anyone.post(DEAD_LETTERS, json={"id": "fresh"})
    async with database.transaction() as session:
        await give_second_chance(session, settings)
    async with database.transaction() as session:
        waiting = select(func.count()).select_from(DeadLetter).where(DeadLetter.replayed_at.is_(None))
        assert await session.scalar(waiting) == 2


async def test_an_unreadable_dead_letter_is_kept_and_named(
    anyone: httpx.AsyncClient,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(settings.secrets_directory))
    for body in (b"\x00\xff not json", b'{"id":"readable-id","data":"no"}'):
        assert (await anyone.post(DEAD_LETTERS, content=body)).json() == {"status": "SUCCESS"}
    assert await asyncio.to_thread(replay.main, ["--all"]) == 1
    output = capsys.readouterr()
    assert "readable-id: no subscriber can read this event; it stays" in output.err
    assert output.out == "replayed 0, left 2\n"
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(DeadLetter)) == 2
        assert await session.scalar(select(func.count()).select_from(Task)) == 0


async def test_replaying_an_unknown_id_says_so(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(settings.secrets_directory))
    assert await asyncio.to_thread(replay.main, ["--event-id", "nobody"]) == 1
    assert "nobody: no such dead letter waits" in capsys.readouterr().err


async def test_replaying_without_a_database_is_one_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert await asyncio.to_thread(replay.main, ["--all"]) == 2
    assert capsys.readouterr().err.startswith("secret DATABASE_URL is missing: mount it as")
