"""The chat: what the model is asked, and what a user is told when it fails."""

import httpx
import pytest

from tests.neighbours import Neighbours
from todo_backend.settings import Settings


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-moment")
    return "key-of-the-moment"


async def test_the_model_sees_the_question_and_ones_own_open_tasks(
    ana: httpx.AsyncClient, ben: httpx.AsyncClient, neighbours: Neighbours, key: str
) -> None:
    await ana.post("/api/tasks", json={"title": "Buy milk"})
    await ben.post("/api/tasks", json={"title": "Secret plan"})
    response = await ana.post("/api/chat", json={"message": "What first?"})
    assert response.status_code == 200
    assert response.json() == {"reply": "Buy milk first."}
    [request] = neighbours.model_requests
    assert request["messages"][-1] == {"role": "user", "content": "What first?"}
    assert "Buy milk" in str(request["messages"])
    assert "Secret plan" not in str(request["messages"])


async def test_without_a_key_the_chat_says_that_it_is_not_set_up(
    ana: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    response = await ana.post("/api/chat", json={"message": "Hello"})
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert "no key" in response.json()["detail"]


async def test_a_rotated_key_is_used_at_once(
    ana: httpx.AsyncClient, neighbours: Neighbours, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ana.post("/api/chat", json={"message": "Hello"})
    monkeypatch.setenv("OPENAI_API_KEY", "rotated")
    await ana.post("/api/chat", json={"message": "Hello"})
    assert neighbours.model_keys == ["Bearer key-of-the-moment", "Bearer rotated"]


async def test_a_passing_fault_of_the_model_is_tried_again(
    ana: httpx.AsyncClient, neighbours: Neighbours, key: str
) -> None:
    neighbours.model_statuses = [500, 429]
    response = await ana.post("/api/chat", json={"message": "Hello"})
    assert response.status_code == 200
    assert len(neighbours.model_requests) == 3


@pytest.mark.parametrize(
    ("statuses", "status", "words"),
    [
        ([401], 503, "refuses the key"),
        ([429, 429, 429], 503, "busy"),
        ([500, 500, 500], 502, "failed"),
        ([400], 502, "failed"),
    ],
)
async def test_a_failure_of_the_model_is_told_in_plain_words(
    ana: httpx.AsyncClient,
    neighbours: Neighbours,
    key: str,
    statuses: list[int],
    status: int,
    words: str,
) -> None:
    neighbours.model_statuses = statuses
    response = await ana.post("/api/chat", json={"message": "Hello"})
    assert response.status_code == status
    assert words in response.json()["detail"]
    assert key not in response.text


class TestLimits:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"chat_rate_limit": "2/minute"})

    async def test_a_user_who_asks_too_often_waits_and_others_do_not(
        self, ana: httpx.AsyncClient, ben: httpx.AsyncClient, key: str
    ) -> None:
        answers = [await ana.post("/api/chat", json={"message": "Hello"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 60
        assert (await ben.post("/api/chat", json={"message": "Hello"})).status_code == 200
