"""Whether the process can serve: asked once at a time, however many want to know."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import structlog

# The probe's own limit is 500 ms: the answer must be on its way before.
_CHECK_SECONDS = 0.4
_SHARED_SECONDS = 1.0
_log = structlog.stdlib.get_logger(__name__)

Verdict = Literal["ok", "failed"]
Probe = Callable[[], Awaitable[None]]


class ReadinessCheck:
    """One check at a time, whose verdicts hold for a second and are shared by all who ask in it.

    Nothing here is ever cancelled while it talks to a neighbour: httpcore 1.0.9 does not get a connection
    back whose request was cancelled while it waited for one. A probe that is late counts as failed and goes
    on; the next check waits for it instead of asking a second time.
    """

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        self._probes = dict(probes)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._check: asyncio.Task[dict[str, Verdict]] | None = None
        self._made_at = 0.0

    async def verdicts(self) -> Mapping[str, Verdict]:
        """What each probe found, at most a second ago; takes at most 400 ms."""
        if self._check is None or (self._check.done() and time.monotonic() - self._made_at > _SHARED_SECONDS):
            self._check = asyncio.create_task(self._ask_all(), name="readiness check")
        return await asyncio.shield(self._check)

    async def close(self) -> None:
        """Wait for the probes that are under way; each has a time limit of its own."""
        under_way = [*self._running.values(), *([self._check] if self._check else [])]
        if under_way:
            await asyncio.wait(under_way)

    async def _ask_all(self) -> dict[str, Verdict]:
        verdicts = await asyncio.gather(*(self._ask(name) for name in self._probes))
        self._made_at = time.monotonic()
        return dict(zip(self._probes, verdicts, strict=True))

    async def _ask(self, name: str) -> Verdict:
        probe = self._running.get(name)
        if probe is None:
            probe = self._running[name] = asyncio.create_task(_run(self._probes[name]), name=f"probe {name}")
        done, _ = await asyncio.wait([probe], timeout=_CHECK_SECONDS)
        if not done:
            return self._failed(name, TimeoutError())
        del self._running[name]
        error = probe.exception()
        return "ok" if error is None else self._failed(name, error)

    def _failed(self, name: str, error: BaseException) -> Verdict:
        _log.warning("check failed", check=name, error_type=type(error).__name__)
        return "failed"


async def _run(probe: Probe) -> None:
    await probe()
