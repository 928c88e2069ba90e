"""One of the many users, as a browser is one. Only the generator imports this: Locust patches sockets.

A user signs up, or signs in, opens the page with its static files, and then lists, creates, completes and
deletes tasks, with a pause after each step. It deletes its tasks when it leaves.
"""

import json
import random
import re
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from gevent.event import Event  # type: ignore[import-untyped]
from locust import FastHttpUser, task
from locust.env import Environment
from locust.exception import StopUser

from ops.clients.application.user import throw_away_account
from ops.commands.load.accounts import Accounts, Place

#: How the tasks of a load test are told from a person's.
TITLE: Final = "ops load"
#: How long all users together may take to delete their tasks after the load.
CLEAN_UP_SECONDS: Final = 20.0
_REQUEST_SECONDS: Final = 15.0
_MOST_TASKS: Final = 10
_MOST_STATIC_FILES: Final = 30
_STATIC_FILE: Final = re.compile(r'(?:src|href)="(/_next/static/[^"]+)"')


class Visitor(FastHttpUser):
    """A user. Class attributes are set by the generator before the first one comes."""

    abstract = False
    accounts: ClassVar[Accounts]
    pause: ClassVar[float]
    #: Set when the load is over: users finish their step and leave.
    leaving: ClassVar[Event] = Event()
    #: When deleting tasks must be over.
    leave_by: ClassVar[float] = float("inf")
    #: Users with a session.
    signed_in: ClassVar[int] = 0
    #: Tasks that could not be deleted.
    left_behind: ClassVar[int] = 0

    insecure = False
    connection_timeout = _REQUEST_SECONDS
    network_timeout = _REQUEST_SECONDS
    concurrency = 1

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._authorization: dict[str, str] = {}
        self._tasks: deque[str] = deque()
        self._place: Place | None = None
        self._static_files: set[str] = set()

    def context(self) -> dict[str, Any]:
        """Return what tells the requests of a user who leaves from those of the load."""
        return {"leaving": self.leaving.is_set()}

    def wait_time(self) -> float:
        """Pause after a step, and return that there is nothing more to wait for; raise StopUser at the end.

        Locust itself would kill a user in its pause, and now and then one that has just begun the next step:
        a task that is being made then would be forgotten.
        """
        if self.leaving.wait(random.uniform(0.5, 1.5) * self.pause):  # noqa: S311 - no secret depends on it
            raise StopUser
        return 0.0

    def on_start(self) -> None:
        """Get a session, and open the page."""
        while not self._session():
            self.wait_time()
        Visitor.signed_in += 1
        self.open_page()

    def on_stop(self) -> None:
        """Delete the tasks that are left, as far as there is time."""
        left = [task_id for task_id in self._tasks if not self._delete_in_time(task_id)]
        Visitor.left_behind += len(left)

    @task(2)
    def open_page(self) -> None:
        """Load the page, what it is made of (once: a browser keeps it), and what it asks for at once."""
        page = self._call("GET", "/", 200, name="page", signed_in=False)
        found = dict.fromkeys(_STATIC_FILE.findall(page or ""))
        for path in [path for path in found if path not in self._static_files][:_MOST_STATIC_FILES]:
            self._static_files.add(path)
            self._call("GET", path, 200, name="static files", signed_in=False)
        self._call("GET", "/api/auth/get-session", 200, name="get session", signed_in=False)
        self._renew_token()
        self.list_tasks()

    @task(4)
    def list_tasks(self) -> None:
        """Look at the open tasks."""
        self._call("GET", "/api/tasks?status=open&limit=50", 200, name="list tasks")

    @task(3)
    def create_task(self) -> None:
        """Create a task, and see it in the list. Who has many deletes the oldest instead."""
        if len(self._tasks) >= _MOST_TASKS:
            self.delete_task()
            return
        created = self._call(
            "POST", "/api/tasks", 201, name="create task", body={"title": TITLE}, keys=("id",)
        )
        if created is not None:
            self._tasks.append(str(json.loads(created)["id"]))
            self.list_tasks()

    @task(2)
    def complete_task(self) -> None:
        """Complete the newest task."""
        if self._tasks:
            self._call("POST", f"/api/tasks/{self._tasks[-1]}/complete", 200, name="complete task")

    @task(1)
    def delete_task(self) -> None:
        """Delete the oldest task."""
        if self._tasks:
            self._call("DELETE", f"/api/tasks/{self._tasks.popleft()}", 204, name="delete task")

    def _delete_in_time(self, task_id: str) -> bool:
        if time.monotonic() >= self.leave_by:
            return False
        return self._call("DELETE", f"/api/tasks/{task_id}", 204, name="delete task") is not None

    def _session(self) -> bool:
        if self._place is None:
            self._place = self._sign_up() if self.accounts.sign_ups.take() else self._sign_in()
        return self._place is not None and self._renew_token()

    def _sign_up(self) -> Place | None:
        account = throw_away_account(command="load")
        body = {"email": account.email, "password": account.password, "name": TITLE}
        if self._call("POST", "/api/auth/sign-up/email", 200, name="sign up", body=body) is None:
            return None
        return self.accounts.add(account, list(self.client.cookiejar))

    def _sign_in(self) -> Place | None:
        """Sign in to an account that is there, or take part in its session when there were enough of late."""
        place = self.accounts.share()
        if place is None:
            return None
        for cookie in place.cookies:
            self.client.cookiejar.set_cookie(cookie)
        if self.accounts.sign_ins.take():
            body = {"email": place.account.email, "password": place.account.password}
            self._call("POST", "/api/auth/sign-in/email", 200, name="sign in", body=body)
        return place

    def _renew_token(self) -> bool:
        answer = self._call("GET", "/api/auth/token", 200, name="get token", keys=("token",), signed_in=False)
        if answer is not None:
            self._authorization = {"Authorization": f"Bearer {json.loads(answer)['token']}"}
        return answer is not None

    def _call(
        self,
        method: str,
        path: str,
        expected: int,
        *,
        name: str,
        body: Mapping[str, str] | None = None,
        keys: tuple[str, ...] = (),
        signed_in: bool = True,
    ) -> str | None:
        """Return the text of an answer with the expected status, and with these keys in its JSON object.

        None when it is another one, which is recorded as a failure.
        """
        # Better Auth refuses a request with a cookie that does not say where it comes from.
        headers = {"Origin": str(self.host), **(self._authorization if signed_in else {})}
        with self.client.request(
            method, path, name=name, json=body, headers=headers, catch_response=True, allow_redirects=False
        ) as response:
            failure = _status_failure(response, expected) or _missing(response.text or "", keys)
            if not failure:
                return response.text or ""
            response.failure(failure)
        return None


def _status_failure(response: Any, expected: int) -> str:
    """Say in a few words what an answer is instead of the expected one; empty when it is that."""
    if response.status_code == expected:
        return ""
    if response.status_code:
        return f"HTTP {response.status_code}"
    if response.request_meta["response_time"] >= 1000 * _REQUEST_SECONDS:
        return f"no answer within {_REQUEST_SECONDS:.0f} s"
    return f"no answer: {type(response.error).__name__}"


def _missing(text: str, keys: tuple[str, ...]) -> str:
    if not keys:
        return ""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, dict) and all(found.get(key) for key in keys):
        return ""
    return f"the answer has no {' and '.join(keys)}"
