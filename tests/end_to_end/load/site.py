"""A site that is put under load: fast, or slower and failing the more users it has."""

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.ops.verify.application import Application

_PAGE = '<!doctype html><script src="/_next/static/app.js"></script><link href="/_next/static/app.css">'
_LISTED = 50


@dataclass(kw_only=True)
class Site(Application):
    """The application of `ops verify`'s tests, with a page, that bears up to `strength` requests at once.

    Beyond that each further one takes `seconds_each` longer, and every fifth of them fails.
    """

    strength: int = 1000
    seconds_each: float = 0.0
    _at_once: int = 0
    _beyond: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def answer(self, method: str, path: str, body: Any, *, authorized: bool) -> tuple[int, Any]:
        with self._lock:
            self._at_once += 1
            beyond = max(0, self._at_once - self.strength)
            self._beyond += bool(beyond)
            fails = bool(beyond) and self._beyond % 5 == 0
        try:
            time.sleep(beyond * self.seconds_each)
            if fails:
                return 503, {"detail": "too many at once"}
            return self._page_or(method, path, body, authorized=authorized)
        finally:
            with self._lock:
                self._at_once -= 1

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
