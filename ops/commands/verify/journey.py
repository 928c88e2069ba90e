"""What is done on the way, and what must be seen. Whatever it makes it deletes, as far as the API allows."""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import httpx

from ops.clients.application.user import (
    CHAT_TIMEOUT_SECONDS,
    REQUEST_ID,
    UnexpectedAnswerError,
    User,
    described,
    document,
)

#: A completed recurring task has its next instance within this time (requirement T090–T094).
EVENT_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.2
_TITLE: Final = "ops verify"
# The backend's words for a chat without a key; a model that is busy or refuses the key is 503 as well.
_NO_KEY: Final = "has no key"


class StepVerdict(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True)
class StepOutcome:
    """What one step saw. `request_id` is that of the error which was provoked."""

    name: str
    verdict: StepVerdict
    detail: str
    seconds: float
    request_id: str = ""


class _NotSetUpError(Exception):
    """The application says that a part of it is not set up."""


class Journey:
    """One user's way through the application."""

    def __init__(
        self,
        user: User,
        *,
        event_seconds: float = EVENT_SECONDS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._user = user
        self._event_seconds = event_seconds
        self._pause = pause
        self._tasks: list[str] = []
        self._series: set[str] = set()
        self._request_id = ""

    def run(self) -> Iterator[StepOutcome]:
        """Yield what each step saw, as soon as it is over. Without a session nothing else can be tried."""
        signed_in = self._try("sign in", self._sign_in)
        yield signed_in
        if signed_in.verdict is not StepVerdict.PASSED:
            return
        try:
            for name, step in (
                ("task", self._task),
                ("event", self._event),
                ("chat", self._chat),
                ("error", self._error),
            ):
                yield self._try(name, step)
        finally:
            cleaned = self._try("clean up", self._clean_up)
        yield cleaned

    def _try(self, name: str, step: Callable[[], str]) -> StepOutcome:
        started = time.monotonic()
        self._request_id = ""
        try:
            detail, verdict = step(), StepVerdict.PASSED
        except _NotSetUpError as error:
            detail, verdict = str(error), StepVerdict.SKIPPED
        except UnexpectedAnswerError as error:
            detail, verdict = str(error), StepVerdict.FAILED
        except KeyError as error:
            detail, verdict = f"the answer has no {error}", StepVerdict.FAILED
        except httpx.HTTPError as error:
            detail, verdict = f"no answer: {error}", StepVerdict.FAILED
        return StepOutcome(
            name=name,
            verdict=verdict,
            detail=detail,
            seconds=time.monotonic() - started,
            request_id=self._request_id,
        )

    def _sign_in(self) -> str:
        self._user.sign_in()
        return "session and token"

    def _task(self) -> str:
        task = self._create({})
        path = f"/api/tasks/{task['id']}"
        self._require(self._user.call(200, "POST", f"{path}/complete"), "status", "completed")
        self._require(self._user.call(200, "GET", path), "status", "completed")
        self._user.call(204, "DELETE", path)
        self._user.call(404, "GET", path)
        return "created, completed, deleted"

    def _event(self) -> str:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        task = self._create({"due_at": tomorrow.isoformat(), "recurrence": {"frequency": "daily"}})
        self._series.add(task["series_id"])
        self._user.call(200, "POST", f"/api/tasks/{task['id']}/complete")
        started = time.monotonic()
        while not self._open_instance(task["series_id"]):
            if time.monotonic() - started >= self._event_seconds:
                raise UnexpectedAnswerError(
                    f"no next task {self._event_seconds:.0f} s after a recurring one was completed: "
                    "look at the outbox and the sidecar, docs/deployment/event-flow.md"
                )
            self._pause(_POLL_SECONDS)
        return f"next task after {time.monotonic() - started:.1f} s"

    def _chat(self) -> str:
        message = {"message": "How many open tasks do I have? Answer in one short sentence."}
        response = self._user.answer("POST", "/api/chat", message, timeout=CHAT_TIMEOUT_SECONDS)
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE and _NO_KEY in described(response):
            raise _NotSetUpError(described(response))
        if response.status_code != httpx.codes.OK:
            raise UnexpectedAnswerError(f"{described(response)}, expected 200")
        reply = document(response)["reply"]
        if not isinstance(reply, str) or not reply.strip():
            raise UnexpectedAnswerError("the chat answers nothing")
        return f"{len(reply)} characters"

    def _error(self) -> str:
        """Ask for a task that does not exist: the answer is a problem document, its id is in the logs."""
        response = self._user.answer("GET", f"/api/tasks/{uuid.uuid4()}")
        if response.status_code != httpx.codes.NOT_FOUND:
            raise UnexpectedAnswerError(f"{described(response)}, expected 404")
        self._require(document(response), "status", httpx.codes.NOT_FOUND)
        self._request_id = response.headers.get(REQUEST_ID, "")
        if not self._request_id:
            raise UnexpectedAnswerError(f"{described(response)}, without the header {REQUEST_ID}")
        return f"HTTP 404 as it should be, request id {self._request_id}"

    def _clean_up(self) -> str:
        listed = self._user.call(200, "GET", "/api/tasks?status=all&limit=100")["items"]
        own = [
            task["id"] for task in listed if task["id"] in self._tasks or task["series_id"] in self._series
        ]
        for task_id in own:
            self._user.call(204, "DELETE", f"/api/tasks/{task_id}")
        self._user.sign_out()
        return f"{len(own)} left tasks deleted, signed out"

    def _create(self, fields: dict[str, Any]) -> dict[str, Any]:
        task = self._user.call(201, "POST", "/api/tasks", {"title": _TITLE, **fields})
        self._tasks.append(task["id"])
        return task

    def _open_instance(self, series_id: str) -> bool:
        page = self._user.call(200, "GET", "/api/tasks?status=open&limit=100")
        return any(task["series_id"] == series_id for task in page["items"])

    def _require(self, found: dict[str, Any], key: str, expected: object) -> None:
        if found[key] != expected:
            raise UnexpectedAnswerError(f"{key} is {found[key]!r}, expected {expected!r}")
