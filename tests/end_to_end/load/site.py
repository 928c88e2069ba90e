"""A site that is put under load: fast, or slower and failing the more users it has."""

import time
from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.ops.commands.verify.application import Application

_PAGE = '<!doctype html><script src="/_next/static/app.js"></script><link href="/_next/static/app.css">'
_LISTED = 50


@dataclass(kw_only=True)
class Site(Application):
    """The application of `ops verify`'s tests, with a page, that bears `strength` requests a second.

    Each further one within a second takes `seconds_each` longer, and every fifth of them fails. So it does
    not depend on the machine how much is too much.
    """

    strength: int = 1000
    seconds_each: float = 0.0
    _lately: deque[float] = field(default_factory=deque)
    _beyond: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def answer(self, method: str, path: str, body: Any, *, authorized: bool) -> tuple[int, Any]:
        with self._lock:
            beyond = self._too_many(time.monotonic())
            self._beyond += bool(beyond)
            fails = bool(beyond) and self._beyond % 5 == 0
        time.sleep(beyond * self.seconds_each)
        if fails:
            return 503, {"detail": "too many a second"}
        return self._page_or(method, path, body, authorized=authorized)

    def _too_many(self, now: float) -> int:
        """Count this request; return by how many those of the last second are more than it bears."""
        self._lately.append(now)
        while self._lately[0] < now - 1:
            self._lately.popleft()
        return max(0, len(self._lately) - self.strength)

    def _page_or(self, method: str, path: str, body: Any, *, authorized: bool) -> tuple[int, Any]:
        if path == "/":
            return 200, _PAGE
        if path.startswith("/_next/static/"):
            return 200, {}
        with self._lock:
            status, document = super().answer(method, path, body, authorized=authorized)
            if (method, path) == ("GET", "/api/tasks"):
                document["items"] = document["items"][-_LISTED:]
            return status, document
