"""How often one user may ask. Counted in each replica: a guard against runaways, not a quota to bill by."""

import math
import time
from http import HTTPStatus

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from todo_backend.problems import ProblemError


class RateLimits:
    """The limits of the API, by name (`tasks`, `chat`)."""

    def __init__(self, *, tasks: str, chat: str) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._limits: dict[str, RateLimitItem] = {"tasks": parse(tasks), "chat": parse(chat)}

    async def spend(self, name: str, user_id: str) -> None:
        """Count one request of that user.

        Raises:
            ProblemError: 429, with `Retry-After` in whole seconds.
        """
        limit = self._limits[name]
        if await self._limiter.hit(limit, name, user_id):
            return
        window = await self._limiter.get_window_stats(limit, name, user_id)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        raise ProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"More than {limit}. Try again in {wait} s.",
            headers={"Retry-After": str(wait)},
        )
