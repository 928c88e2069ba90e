"""The accounts of a load test, and how fast they may be made and used."""

import time
from collections import deque
from collections.abc import Callable
from http.cookiejar import Cookie
from typing import Final

from ops.verify.user import Account

_MINUTE_SECONDS: Final = 60.0


class Pace:
    """Lets through so many a minute, and not all of them at once: they take half a minute at least."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = _MINUTE_SECONDS / 2 / per_minute
        self._recent: deque[float] = deque(maxlen=per_minute)
        self._clock = clock

    def take(self) -> bool:
        """Whether one more may go now; if so, it is counted."""
        now = self._clock()
        if self._recent and now - self._recent[-1] < self._gap:
            return False
        if len(self._recent) == self._recent.maxlen and now - self._recent[0] < _MINUTE_SECONDS:
            return False
        self._recent.append(now)
        return True


class Accounts:
    """The accounts of a run, with the cookies of their sessions: further users share them."""

    def __init__(self, *, sign_ups_per_minute: int) -> None:
        # The application counts attempts to sign up and to sign in apart.
        self.sign_ups = Pace(sign_ups_per_minute)
        self.sign_ins = Pace(sign_ups_per_minute)
        self._known: list[tuple[Account, list[Cookie]]] = []
        self._next = 0

    def __len__(self) -> int:
        return len(self._known)

    def add(self, account: Account, cookies: list[Cookie]) -> None:
        """Remember an account that was made."""
        self._known.append((account, cookies))

    def next(self) -> tuple[Account, list[Cookie]] | None:
        """Return each account in turn; None while there is none."""
        if not self._known:
            return None
        self._next += 1
        return self._known[(self._next - 1) % len(self._known)]
