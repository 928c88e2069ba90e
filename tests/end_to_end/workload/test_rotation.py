"""Every secret rotated once while people work: no request fails, and the old values are refused afterwards.

Real frontends, backends, sidecars, PostgreSQL and Kafka. Pods are replaced as a Deployment replaces them; before
that the files of the mounted secrets change, as the kubelet changes them.
"""

import asyncio
import itertools
import secrets as random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.components.process import free_ports, write_private
from tests.end_to_end.workload.conftest import Report
from tests.end_to_end.workload.database import PARTS, Logins, frontend_share, refused
from tests.end_to_end.workload.frontend import (
    Frontend,
    Secrets,
    build_frontend,
    migration,
    running_frontend,
)
from tests.end_to_end.workload.platform import KAFKA_USER, Platform
from tests.end_to_end.workload.replica import Replica
from tests.end_to_end.workload.rolling import RollingUpdate, running_proxy

USERS = 8
THINKING_S = 0.4
QUIET_S = 1.5
REPLICAS = 2
# The address that people see, whichever replica answers.
PUBLIC_URL = "http://127.0.0.1"
_ACCOUNT_PASSWORD = random.token_urlsafe(16)

Meanwhile = Callable[["Installation", "Experience"], Awaitable[None]]


@dataclass
class Experience:
    """What all people saw together."""

    requests: int = 0
    failures: list[str] = field(default_factory=list)
    signed_in_again: int = 0
    # A new BETTER_AUTH_SECRET ends the sessions: people sign in again.
    sessions_ended: bool = False


class Person:
    """A signed-in user who opens the page, and adds and lists tasks."""

    def __init__(self, number: int, *, installation: "Installation", seen: Experience) -> None:
        self._installation = installation
        self._seen = seen
        self._account = {"email": f"{random.token_hex(8)}@example.com", "password": _ACCOUNT_PASSWORD}
        headers = {"Origin": PUBLIC_URL, "X-Forwarded-For": f"192.0.2.{number}"}
        self._client = httpx.AsyncClient(timeout=10, trust_env=False, headers=headers)

    async def sign_up(self) -> None:
        """Make an account, before anything is counted."""
        url = f"{self._installation.frontend_url()}/api/auth/sign-up/email"
        (await self._client.post(url, json={"name": "Ada", **self._account})).raise_for_status()

    async def work(self, stop: asyncio.Event) -> None:
        """Do it again and again."""
        try:
            while not stop.is_set():
                await self._frontend("GET", "/")
                answer = await self._frontend("GET", "/api/auth/token")
                if answer is not None and answer.is_success:
                    await self._tasks(answer.json()["token"])
                await asyncio.sleep(THINKING_S)
        finally:
            await self._client.aclose()

    async def _tasks(self, token: str) -> None:
        task = {
            "title": "Water the plants",
            "due_at": "2027-03-01T08:00:00Z",
            "timezone": "Europe/Madrid",
            "recurrence": {"frequency": "daily"},
        }
        await self._backend("POST", "/api/tasks", token, task)
        await self._backend("GET", "/api/tasks?status=open&limit=20", token)

    async def _frontend(self, method: str, path: str, body: object = None) -> httpx.Response | None:
        answer = await self._send(method, self._installation.frontend_url() + path, body)
        if answer is not None and answer.status_code == httpx.codes.UNAUTHORIZED and self._seen.sessions_ended:
            self._seen.signed_in_again += 1
            await self._frontend("POST", "/api/auth/sign-in/email", self._account)
            answer = await self._send(method, self._installation.frontend_url() + path, body)
        self._judge(method, path, answer)
        return answer

    async def _backend(self, method: str, path: str, token: str, body: object = None) -> None:
        url = self._installation.backend_url() + path
        self._judge(method, path, await self._send(method, url, body, token=token))

    async def _send(
        self, method: str, url: str, body: object, *, token: str | None = None
    ) -> httpx.Response | None:
        self._seen.requests += 1
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            return await self._client.request(method, url, json=body, headers=headers)
        except httpx.TransportError as error:
            self._seen.failures.append(f"{method} {url}: {type(error).__name__}")
            return None

    def _judge(self, method: str, path: str, answer: httpx.Response | None) -> None:
        if answer is not None and answer.is_error:
            self._seen.failures.append(f"{method} {path}: {answer.status_code} {answer.text[:120]}")


class Installation:
    """Two replicas of each workload, with secrets in files."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform = platform
        self.frontend_secrets = Secrets(folder=folder / "frontend-secrets")
        self._backend_secrets = folder / "backend-secrets"
        self._folder = folder
        self._turn = itertools.count()
        self._sidecar: dict[str, str] = {}
        self._jwks_port = free_ports(1)[0]
        self.frontends = RollingUpdate(self._frontend, targets=folder / "frontends.json")
        self.backends = RollingUpdate(self._backend, targets=folder / "backends.json")

    def use(self, logins: Logins) -> None:
        """Write the logins where the pods read them; a sidecar that runs keeps its own."""
        self.frontend_secrets.set(database_url=logins.urls["frontend"])
        self.write("backend-database", "DATABASE_URL", logins.urls["backend"])
        self.use_in_sidecars("SIDECAR_DATABASE_URL", logins.urls["sidecar"])

    def use_in_sidecars(self, variable: str, value: str) -> None:
        """Give the sidecars that start from now on a value."""
        self._sidecar[variable] = value

    def write(self, secret: str, key: str, value: str) -> None:
        """Replace a file of the backends' secrets in one step."""
        (self._backend_secrets / secret).mkdir(parents=True, exist_ok=True)
        written = write_private(self._backend_secrets / secret / f".{key}", value)
        written.rename(self._backend_secrets / secret / key)

    def frontend_url(self) -> str:
        """Return the next frontend's address."""
        urls = self.frontends.urls
        return urls[next(self._turn) % len(urls)]

    def backend_url(self) -> str:
        """Return the next backend's address."""
        urls = self.backends.urls
        return urls[next(self._turn) % len(urls)]

    def keys_through(self, proxy_url: str) -> None:
        """Let the backends read the keys of tokens through this address."""
        self._jwks_url = f"{proxy_url}/api/auth/jwks"

    @contextmanager
    def _frontend(self, name: str) -> Iterator[Frontend]:
        folder = self._folder / name
        folder.mkdir()
        with running_frontend(
            folder=folder, secrets=self.frontend_secrets, public_url=PUBLIC_URL
        ) as started:
            yield started

    @contextmanager
    def _backend(self, name: str) -> Iterator[Replica]:
        environment = {
            **self._sidecar,
            "AUTH_JWKS_URL": self._jwks_url,
            "SECRETS_DIRECTORY": str(self._backend_secrets),
        }
        with self.platform.replica(name, environment=environment) as started:
            yield started


@pytest.fixture
def installation(platform: Platform, tmp_path: Path) -> Iterator[Installation]:
    """Start both workloads, with room for frontends among the server's connections."""
    build_frontend()
    made = Installation(platform, tmp_path)
    made.use(platform.logins)
    made.write("openai-credentials", "OPENAI_API_KEY", random.token_urlsafe(24))
    made.use_in_sidecars("KAFKA_PASSWORD", platform.kafka.users[KAFKA_USER])
    made.frontend_secrets.set(auth_secret=random.token_urlsafe(48))
    owner = Secrets(folder=tmp_path / "migration-secrets")
    owner.set(database_url=platform.database.url(), auth_secret=random.token_urlsafe(48))
    output = (migrating := migration(owner)).communicate(timeout=60)[0]
    assert migrating.returncode == 0, output
    kafka_password = platform.kafka.users[KAFKA_USER]
    with ExitStack() as stack:
        platform.held.give_back(frontend_share(REPLICAS))
        stack.callback(platform.held.take, frontend_share(REPLICAS))
        stack.callback(platform.kafka.change_password, KAFKA_USER, kafka_password)
        # Tests that follow use the first logins: a rollback makes them valid again.
        stack.callback(platform.database.access, "grant", platform.logins)
        for number in range(REPLICAS):
            made.frontends.start(f"rotation-frontend-{number}")
        stack.callback(made.frontends.stop_all)
        made.keys_through(stack.enter_context(running_proxy(tmp_path, tmp_path / "frontends.json")))
        stack.callback(made.backends.stop_all)
        for number in range(REPLICAS):
            made.backends.start(f"rotation-backend-{number}")
        yield made


def _administrator(platform: Platform) -> tuple[str, str]:
    role = platform.database.administrator
    return role.name, role.password


def rotate_the_administrators_password(installation: Installation) -> None:
    """Do what the foundation does, then what the next release's migrations do."""
    platform, password = installation.platform, random.token_urlsafe(16)
    platform.database.server.change_password(platform.database.administrator.name, password)
    assert refused(platform.database.url())
    platform.database.command("todo_backend.migrate", password=password)
    platform.database.server.change_password(*_administrator(platform))


def rotate_what_pods_sign_in_with(installation: Installation) -> None:
    """Rotate the key of the logins and Kafka's password, and replace every pod."""
    platform = installation.platform
    before, after = platform.logins, platform.database.new_logins(2)
    platform.database.access("grant", after)
    for part in PARTS:
        assert not refused(before.urls[part])
    password = random.token_urlsafe(16)
    platform.kafka.change_password(KAFKA_USER, password)
    installation.use(after)
    installation.use_in_sidecars("KAFKA_PASSWORD", password)
    for number in range(REPLICAS):
        installation.backends.replace_oldest(f"rotation-backend-new-{number}")
        installation.frontends.replace_oldest(f"rotation-frontend-new-{number}")
    platform.database.access("retire", after)


def end_the_old_logins(installation: Installation) -> None:
    """Let the minutes pass that a login stays valid after the release."""
    platform = installation.platform
    for part in PARTS:
        platform.execute(f"ALTER ROLE {platform.logins.name(part)} VALID UNTIL '2026-01-01'")
        assert refused(platform.logins.urls[part])


async def rotate_everything(installation: Installation, seen: Experience) -> None:
    """Rotate every secret once, with some time between."""
    await asyncio.sleep(QUIET_S)
    await asyncio.to_thread(rotate_the_administrators_password, installation)
    installation.write("openai-credentials", "OPENAI_API_KEY", random.token_urlsafe(24))
    await asyncio.to_thread(rotate_what_pods_sign_in_with, installation)
    await asyncio.to_thread(end_the_old_logins, installation)
    await asyncio.sleep(QUIET_S)
    seen.sessions_ended = True
    installation.frontend_secrets.set(auth_secret=random.token_urlsafe(48))
    await asyncio.sleep(2 * QUIET_S)


def logins_in_use(platform: Platform) -> set[str]:
    """Return the logins of the open connections of the pods."""
    rows = platform.rows("SELECT DISTINCT usename FROM pg_stat_activity WHERE usename LIKE 'todo\\_%'")
    return {str(name) for (name,) in rows}


async def people_work(installation: Installation, seen: Experience, *, first: int, meanwhile: Meanwhile) -> None:
    """Let people work for as long as something else takes."""
    stop = asyncio.Event()
    people = [Person(first + number, installation=installation, seen=seen) for number in range(USERS)]
    for person in people:
        await person.sign_up()
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(person.work(stop))
        try:
            await meanwhile(installation, seen)
        finally:
            stop.set()


async def replace_the_only_login(installation: Installation, _: Experience) -> None:
    """Do what a rotation was before there were two logins: the password in use changes."""
    platform = installation.platform
    await asyncio.sleep(QUIET_S)
    platform.database.server.change_password("todo_frontend_r2", random.token_urlsafe(16))
    platform.database.server.end_connections("todo-frontend")
    await asyncio.sleep(QUIET_S)


def test_no_request_fails_while_every_secret_is_rotated_once(
    installation: Installation, report: Report
) -> None:
    seen, control = Experience(), Experience()
    started = time.monotonic()
    asyncio.run(people_work(installation, seen, first=1, meanwhile=rotate_everything))
    seconds = time.monotonic() - started
    assert Counter(seen.failures) == Counter()
    in_use = logins_in_use(installation.platform)
    asyncio.run(people_work(installation, control, first=101, meanwhile=replace_the_only_login))
    report(
        f"{USERS} people, {seen.requests} requests while every secret was rotated once in {seconds:.0f} s: "
        f"none failed, {seen.signed_in_again} times signed in again; with a single login "
        f"{len(control.failures)} of {control.requests} failed"
    )
    assert seen.signed_in_again >= USERS
    assert in_use == {f"todo_{part}_r2" for part in PARTS}
    assert control.failures
