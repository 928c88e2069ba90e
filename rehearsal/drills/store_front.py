"""A reverse proxy in front of the state store, which delays or refuses requests as Azure does.

Azurite answers or is away: it is never busy. What passes the proxy is answered by Azurite itself.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Event, Thread
from typing import Final
from xml.sax.saxutils import escape

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web
from yarl import URL

from rehearsal.drills.command_run import CommandRun, RunningCommand
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.scene import ENVIRONMENT, Scene
from rehearsal.session import record
from rehearsal.state_store import azurite
from rehearsal.state_store.store import HOST

_LARGEST_BYTES: Final = 64 * 1024 * 1024
_READY_WITHIN_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.02
_HEAD: Final = "HEAD"
# These belong to one connection.
_OF_A_CONNECTION: Final = frozenset({"connection", "keep-alive", "transfer-encoding", "expect", "host"})
# aiohttp would add them; some are covered by a request's signature.
_NOT_ADDED: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


@dataclass(frozen=True, kw_only=True)
class StoreFault:
    """What the proxy does with requests.

    Attributes:
        status: The status of the answer; 0 lets a request pass after the pause.
        code: Azure's error code.
        message: Azure's text for it.
        headers: Further headers of the answer.
        pause_seconds: How long the answer takes.
        every: 1 for each request, 3 for each third one.
    """

    status: int = 0
    code: str = ""
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    pause_seconds: float = 0.0
    every: int = 1

    def answer(self, method: str) -> web.Response:
        """Return the answer, in the form of Azure Storage."""
        said = (
            '<?xml version="1.0" encoding="utf-8"?>'
            f"<Error><Code>{self.code}</Code><Message>{escape(self.message)}</Message></Error>"
        )
        return web.Response(
            status=self.status,
            headers={"x-ms-error-code": self.code, "Content-Type": "application/xml", **self.headers},
            body=b"" if method == _HEAD else said.encode(),
        )


# Codes and texts: learn.microsoft.com, "Common REST API error codes" and "Authorize with Microsoft Entra ID".
THROTTLED: Final = StoreFault(
    status=429, code="TooManyRequests", message="Too many requests.", headers={"Retry-After": "1"}
)
BUSY: Final = StoreFault(status=503, code="ServerBusy", message="The server is busy.")
#: The answer to a token that has expired.
EXPIRED: Final = StoreFault(
    status=401,
    code="InvalidAuthenticationInfo",
    message="Server failed to authenticate the request. Please refer to the information in the "
    "www-authenticate header.",
    headers={"WWW-Authenticate": "Bearer authorization_uri=https://login.microsoftonline.com/common"},
)
#: The answer to an identity that has lost its role.
DENIED: Final = StoreFault(
    status=403,
    code="AuthorizationPermissionMismatch",
    message="This request is not authorized to perform this operation using this permission.",
)


@dataclass(kw_only=True)
class StoreFront:
    """The proxy while it runs. `fault` is what it does now; `faults` counts what it did."""

    target: str
    server_tls: ssl.SSLContext = field(repr=False)
    client_tls: ssl.SSLContext = field(repr=False)
    fault: StoreFault | None = None
    faults: int = 0
    _numbers: Iterator[int] = field(default_factory=count, repr=False)

    @contextmanager
    def serving(self, port: int) -> Iterator[None]:
        """Serve on a port of the loopback address while the block runs."""
        loop = asyncio.new_event_loop()
        ready, over = Event(), asyncio.Event()

        async def serve() -> None:
            async with self._listening(port):
                ready.set()
                await over.wait()

        thread = Thread(target=loop.run_until_complete, args=(serve(),), daemon=True, name="store-front")
        thread.start()
        try:
            if not ready.wait(_READY_WITHIN_SECONDS):
                raise TimeoutError(f"the proxy does not listen on port {port}")
            yield
        finally:
            loop.call_soon_threadsafe(over.set)
            thread.join()
            loop.close()

    def refuse_until_noticed(self, fault: StoreFault, command: RunningCommand) -> None:
        """Begin a fault, and wait until a request has met it or the command has ended."""
        self.fault = fault
        while not self.faults and command.process.poll() is None:
            time.sleep(_POLL_SECONDS)

    @asynccontextmanager
    async def _listening(self, port: int) -> AsyncIterator[None]:
        application = web.Application(client_max_size=_LARGEST_BYTES)
        async with ClientSession(
            connector=TCPConnector(ssl=self.client_tls),
            cookie_jar=DummyCookieJar(),
            skip_auto_headers=_NOT_ADDED,
            auto_decompress=False,
        ) as client:

            async def answer(request: web.Request) -> web.Response:
                return await self._answer(request, client)

            application.router.add_route("*", "/{path:.*}", answer)
            runner = web.AppRunner(application, access_log=None)
            await runner.setup()
            try:
                await web.TCPSite(runner, HOST, port, ssl_context=self.server_tls).start()
                yield
            finally:
                await runner.cleanup()

    async def _answer(self, request: web.Request, client: ClientSession) -> web.Response:
        body = await request.read()
        fault = self._fault()
        if fault:
            await asyncio.sleep(fault.pause_seconds)
            if fault.status:
                return fault.answer(request.method)
        url = URL(f"{self.target}{request.raw_path}", encoded=True)
        sent = [(name, value) for name, value in request.headers.items() if _passes(name)]
        async with client.request(
            request.method, url, headers=sent, data=body, allow_redirects=False
        ) as answered:
            content = await answered.read()
            headers = [
                (name, value)
                for name, value in answered.headers.items()
                if _passes(name) and (request.method == _HEAD or name.lower() != "content-length")
            ]
        response = web.Response(status=answered.status, body=content)
        response.headers.clear()
        response.headers.extend(headers)
        return response

    def _fault(self) -> StoreFault | None:
        fault = self.fault
        if fault is None or next(self._numbers) % fault.every:
            return None
        self.faults += 1
        return fault


def _passes(name: str) -> bool:
    return name.lower() not in _OF_A_CONNECTION


@contextmanager
def store_front(scene: Scene) -> Iterator[StoreFront]:
    """Put the proxy between a drill's commands and the state store while the block runs."""
    port = scene.store.port
    scene.stop_store()
    behind = azurite.start(scene.home, backend=scene.stacks[0].backend)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(behind.certificate, scene.home.root / "state-store-key.pem")
    front = StoreFront(
        target=f"https://{HOST}:{behind.port}",
        server_tls=server,
        client_tls=ssl.create_default_context(cafile=str(behind.certificate)),
    )
    scene.store = replace(behind, port=port)
    try:
        with front.serving(port):
            # Terraform reads from it under which port the store is found.
            scene.store.prepare()
            record.save(scene.home, environment=ENVIRONMENT, store=scene.store)
            yield front
    finally:
        scene.stop_store()
    scene.start_store()


def deploy_refused(scene: Scene, fault: StoreFault, *, says: str) -> None:
    """Deploy, refuse every request from a moment of the apply on, and expect a message with these words."""
    with store_front(scene) as front:
        command = start_until(scene, applying_moment(scene.random))
        front.fault = fault
        done = scene.ended(command)
        front.fault = None
    scene.expect("requests were refused", holds=front.faults > 0)
    scene.expect(
        f"the deployment fails, and its message says: {says}",
        holds=done.failed and says in " ".join(done.output.split()),
        detail=done.output[-900:],
    )


def expect_no_failure_but_busy(scene: Scene, done: CommandRun) -> None:
    """Expect a deployment that ended well, or whose message says that the store is busy."""
    scene.expect(
        "the deployment ends well, or says that the store is busy",
        holds=done.code == 0 or "busy" in done.output,
        detail=done.output[-900:],
    )
