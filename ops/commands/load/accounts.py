"""The accounts of a load test, and the rate at which they are created and used."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import Cookie
from typing import Final

from ops.clients.application.user import Account

_MINUTE_SECONDS: Final = 60.0
# Well below the 600 requests a minute that the backend allows a user in each replica (TASKS_RATE_LIMIT).
_REQUESTS_PER_MINUTE: Final = 375
# What a user of visitor.py asks of /api/tasks in a step, on average.
_REQUESTS_A_STEP: Final = 1.25


class Pace:
    """Lets through so many a minute, and not all of them at once: they take half a minute at least."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = _MINUTE_SECONDS / 2 / per_minute
        self._recent: deque[float] = deque(maxlen=per_minute)
        self._clock = clock

    def take(self) -> bool:
        """Return whether one more may go now; if so, it is counted."""
        now = self._clock()
        if self._recent and now - self._recent[-1] < self._gap:
            return False
        if len(self._recent) == self._recent.maxlen and now - self._recent[0] < _MINUTE_SECONDS:
            return False
        self._recent.append(now)
        return True


@dataclass
class Place:
    """An account, the cookies of its session, and how many users it has."""

    account: Account
    cookies: list[Cookie]
    users: int = 1


class Accounts:
    """The accounts of a run. Each serves a few users, so that none asks more often than a user may.

    `pause` is a user's, in seconds.
    """

    def __init__(self, *, sign_ups_per_minute: int, pause: float) -> None:
        # The application counts attempts to sign up and to sign in apart.
        self.sign_ups = Pace(sign_ups_per_minute)
        self.sign_ins = Pace(sign_ups_per_minute)
        self._users_each = max(1, int(_REQUESTS_PER_MINUTE * pause / _MINUTE_SECONDS / _REQUESTS_A_STEP))
        self._places: list[Place] = []

    def __len__(self) -> int:
        return len(self._places)

    def add(self, account: Account, cookies: list[Cookie]) -> Place:
        """Remember an account that a user made for itself."""
        self._places.append(Place(account, cookies))
        return self._places[-1]

    def share(self) -> Place | None:
        """Return the account with the fewest users for one more; None when all have as many as they may."""
        place = min(self._places, key=lambda place: place.users, default=None)
        if place is None or place.users >= self._users_each:
            return None
        place.users += 1
        return place
