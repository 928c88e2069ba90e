"""Many questions at once, within a time for all of them."""

from threading import Event

import pytest
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, ReadTimeoutError

from ops.commands.health.reading import Unread, read
from ops.common.errors import UserError


def test_answers_are_found_by_their_topic() -> None:
    answers = read({"a": lambda: [1], "b": lambda: None}, within_seconds=30)
    assert answers.items("a") == [1]
    assert answers["b"] is None
    assert answers.has(["a", "b"])
    assert answers.unread == {}


def test_no_question_is_no_answer() -> None:
    assert read({}, within_seconds=30).read == {}


def test_what_is_late_is_left_behind_and_the_rest_is_told() -> None:
    never = Event()
    questions = {f"late {number}": never.wait for number in range(20)}
    answers = read({"quick": lambda: 1, **questions}, within_seconds=0.3)
    never.set()
    assert answers.read == {"quick": 1}
    assert len(answers.unread) == 20
    assert set(answers.unread.values()) == {
        Unread(reason="no answer within 0 s", remedy="run it again, with a larger --seconds")
    }


def failing(error: Exception) -> object:
    raise error


REFUSED = NewConnectionError("host", "connection refused")  # type: ignore[arg-type]
TIMED_OUT = ReadTimeoutError("pool", "/api/v1/nodes", "Read timed out.")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UserError("the cluster refuses: HTTP 403", remedy="ask"), "the cluster refuses: HTTP 403"),
        (MaxRetryError("pool", "/nodes", REFUSED), "no answer: host: connection refused"),  # type: ignore[arg-type]
        (MaxRetryError("pool", "/nodes", TIMED_OUT), "no answer: it took too long"),  # type: ignore[arg-type]
        (TIMED_OUT, "no answer: it took too long"),
        (HTTPError("aborted"), "no answer: aborted"),
        (ConnectionResetError("reset by peer"), "no answer: reset by peer"),
        (ValueError("no JSON"), "an answer that is none of a Kubernetes API server (ValueError)"),
    ],
)
def test_what_cannot_be_read_says_why_alike_for_every_call(error: Exception, reason: str) -> None:
    answers = read({"nodes": lambda: failing(error), "pods": list}, within_seconds=30)
    assert answers.unread["nodes"].reason == reason
    assert answers.has(["pods"])
