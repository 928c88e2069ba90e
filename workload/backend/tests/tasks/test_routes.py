"""The tasks API as a user meets it."""

import base64
import uuid
from datetime import datetime
from typing import Any

import httpx
import pytest

DUE = "2027-01-31T09:00:00+01:00"


async def create(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    response = await client.post("/api/tasks", json={"title": "Water the plants", **fields})
    assert response.status_code == 201, response.text
    document: dict[str, Any] = response.json()
    return document


async def test_a_created_task_is_found_again(ana: httpx.AsyncClient) -> None:
    created = await create(ana, description="all of them", due_at=DUE, timezone="Europe/Madrid")
    found = (await ana.get(f"/api/tasks/{created['id']}")).json()
    assert found == created
    assert found["status"] == "open"
    assert datetime.fromisoformat(found["due_at"]) == datetime.fromisoformat(DUE)
    assert found["recurrence"] is None
    assert found["series_id"] is None


async def test_a_recurring_task_begins_a_series(ana: httpx.AsyncClient) -> None:
    rule = {"frequency": "monthly", "interval": 2, "until": "2027-12-31"}
    task = await create(ana, due_at=DUE, timezone="Europe/Madrid", recurrence=rule)
    assert task["recurrence"] == rule
    assert task["occurrence"] == 1
    assert uuid.UUID(task["series_id"])


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"title": "   "}, "title", "at least 1 character"),
        ({"title": "x" * 201}, "title", "at most 200 characters"),
        ({"title": "a\x00b"}, "title", "U+0000"),
        ({"due_at": "2027-01-31T09:00:00"}, "due_at", "timezone"),
        ({"timezone": "Mars/Phobos"}, "timezone", "not an IANA time zone"),
        ({"recurrence": {"frequency": "daily"}}, "body", "recurrence needs due_at"),
        (
            {"due_at": DUE, "recurrence": {"frequency": "daily", "until": "2027-01-30"}},
            "body",
            "until lies before due_at",
        ),
        ({"due_at": DUE, "recurrence": {"frequency": "hourly"}}, "recurrence.frequency", "daily"),
        ({"due_at": DUE, "recurrence": {"frequency": "daily", "interval": 0}}, "recurrence.interval", "1"),
        ({"colour": "red"}, "colour", "not permitted"),
    ],
)
async def test_a_wrong_task_is_refused_by_field(
    ana: httpx.AsyncClient, wrong: dict[str, Any], field: str, words: str
) -> None:
    response = await ana.post("/api/tasks", json={"title": "t", **wrong})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    [error] = response.json()["errors"]
    assert error["field"] == field
    assert words in error["message"]
    assert (await ana.get("/api/tasks")).json()["items"] == []


async def test_a_listing_goes_on_where_it_stopped(ana: httpx.AsyncClient) -> None:
    titles = [f"task {number}" for number in range(7)]
    for title in titles:
        await create(ana, title=title)
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        params = {"limit": "3", "cursor": cursor} if cursor else {"limit": "3"}
        page = (await ana.get("/api/tasks", params=params)).json()
        seen += [task["title"] for task in page["items"]]
        cursor = page["next_cursor"]
    assert seen == titles[::-1]
    assert cursor is None


@pytest.mark.parametrize("cursor", ["nonsense", "e30", "MjAyNy0wMS0wMXx4", "%00"])
async def test_an_invented_cursor_is_refused(ana: httpx.AsyncClient, cursor: str) -> None:
    response = await ana.get("/api/tasks", params={"cursor": cursor})
    assert response.status_code == 422
    assert "cursor" in response.json()["detail"]


async def test_a_listing_can_be_narrowed_by_status(ana: httpx.AsyncClient) -> None:
    done = await create(ana, title="done")
    await create(ana, title="open")
    await ana.post(f"/api/tasks/{done['id']}/complete")

    async def titles(status: str) -> list[str]:
        page = (await ana.get("/api/tasks", params={"status": status})).json()
        return [task["title"] for task in page["items"]]

    assert await titles("open") == ["open"]
    assert await titles("completed") == ["done"]
    assert await titles("all") == ["open", "done"]
    assert (await ana.get("/api/tasks", params={"status": "lost"})).status_code == 422


async def test_completing_twice_is_completing_once(ana: httpx.AsyncClient) -> None:
    task = await create(ana)
    first = await ana.post(f"/api/tasks/{task['id']}/complete")
    second = await ana.post(f"/api/tasks/{task['id']}/complete")
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.json()["status"] == "completed"


async def test_a_change_keeps_what_it_does_not_name(ana: httpx.AsyncClient) -> None:
    task = await create(ana, description="all of them", due_at=DUE)
    changed = (await ana.patch(f"/api/tasks/{task['id']}", json={"title": "Feed the cat"})).json()
    assert changed == {**task, "title": "Feed the cat"}
    assert (await ana.get(f"/api/tasks/{task['id']}")).json() == changed
    assert (await ana.patch(f"/api/tasks/{task['id']}", json={"due_at": None})).json()["due_at"] is None


async def test_a_recurrence_can_be_added_changed_and_ended(ana: httpx.AsyncClient) -> None:
    task = await create(ana, due_at=DUE)
    path = f"/api/tasks/{task['id']}"
    daily = (await ana.patch(path, json={"recurrence": {"frequency": "daily"}})).json()
    assert daily["recurrence"]["frequency"] == "daily"
    weekly = (await ana.patch(path, json={"recurrence": {"frequency": "weekly"}})).json()
    assert weekly["recurrence"]["frequency"] == "weekly"
    assert weekly["series_id"] == daily["series_id"]
    ended = (await ana.patch(path, json={"recurrence": None})).json()
    assert ended["recurrence"] is None
    assert ended["series_id"] is None


async def test_the_due_date_of_a_recurring_task_cannot_be_taken_away(ana: httpx.AsyncClient) -> None:
    task = await create(ana, due_at=DUE, recurrence={"frequency": "daily"})
    response = await ana.patch(f"/api/tasks/{task['id']}", json={"due_at": None})
    assert response.status_code == 422
    assert "recurrence needs due_at" in response.json()["detail"]
    assert (await ana.get(f"/api/tasks/{task['id']}")).json() == task


@pytest.mark.parametrize("change", [{}, {"title": None}, {"timezone": None}, {"status": "completed"}])
async def test_a_change_that_says_nothing_is_refused(ana: httpx.AsyncClient, change: dict[str, Any]) -> None:
    task = await create(ana)
    assert (await ana.patch(f"/api/tasks/{task['id']}", json=change)).status_code == 422


async def test_a_completed_task_stays_as_it_is(ana: httpx.AsyncClient) -> None:
    task = await create(ana)
    await ana.post(f"/api/tasks/{task['id']}/complete")
    response = await ana.patch(f"/api/tasks/{task['id']}", json={"title": "other"})
    assert response.status_code == 409
    assert response.json()["detail"] == "A completed task cannot be changed."


async def test_a_deleted_task_is_gone(ana: httpx.AsyncClient) -> None:
    task = await create(ana)
    assert (await ana.delete(f"/api/tasks/{task['id']}")).status_code == 204
    assert (await ana.get(f"/api/tasks/{task['id']}")).status_code == 404
    assert (await ana.delete(f"/api/tasks/{task['id']}")).status_code == 404


async def test_nobody_reaches_the_tasks_of_another(ana: httpx.AsyncClient, ben: httpx.AsyncClient) -> None:
    path = f"/api/tasks/{(await create(ana))['id']}"
    answers = [
        await ben.get(path),
        await ben.patch(path, json={"title": "mine"}),
        await ben.post(f"{path}/complete"),
        await ben.delete(path),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await ben.get("/api/tasks")).json()["items"] == []
    assert (await ana.get(path)).json()["status"] == "open"


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
async def test_a_cursor_outside_the_calendar_is_not_ours(ana: httpx.AsyncClient, moment: str) -> None:
    text = f"{moment}|00000000-0000-4000-8000-000000000000"
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    response = await ana.get("/api/tasks", params={"cursor": cursor})
    assert response.status_code == 422
    assert "cursor" in response.json()["detail"]


@pytest.mark.parametrize(
    ("due_at", "timezone"),
    [("9999-12-31T23:00:00Z", "Asia/Tokyo"), ("0001-01-01T01:00:00Z", "America/New_York")],
)
async def test_a_recurrence_outside_the_calendar_of_its_zone_is_refused(
    ana: httpx.AsyncClient, due_at: str, timezone: str
) -> None:
    task = {"title": "late", "due_at": due_at, "timezone": timezone, "recurrence": {"frequency": "daily"}}
    response = await ana.post("/api/tasks", json=task)
    assert response.status_code == 422
    assert "outside the calendar" in response.json()["detail"]


@pytest.mark.parametrize("title", ["\u200b", "\u200b \u2060", "\ufeff", "\u00ad"])
async def test_a_title_that_cannot_be_seen_is_refused(ana: httpx.AsyncClient, title: str) -> None:
    assert (await ana.post("/api/tasks", json={"title": title})).status_code == 422
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert (await ana.post("/api/tasks", json={"title": family})).status_code == 201
