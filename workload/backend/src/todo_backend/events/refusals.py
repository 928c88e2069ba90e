"""Keys whose event the broker has refused, and when each may be tried again."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
# Beyond it, the oldest events are tried again and again, as in an outage of the broker.
_MOST_KEYS = 10_000


@dataclass(frozen=True)
class _Wait:
    until: float
    pause: float


class Refusals:
    """Remembered by one relay for as long as it runs: another one learns by trying once itself."""

    def __init__(self) -> None:
        self._waits: dict[str, _Wait] = {}

    @property
    def keys(self) -> list[str]:
        """Every key that waits."""
        return list(self._waits)

    def due(self, limit: int) -> list[str]:
        """Keys whose pause is over, those first that have waited longest."""
        now = time.monotonic()
        over = [(wait.until, key) for key, wait in self._waits.items() if wait.until <= now]
        return [key for _, key in sorted(over)[:limit]]

    def add(self, key: str) -> None:
        """Note a refusal: the key waits, twice as long as the last time."""
        before = self._waits.get(key)
        if before is None and len(self._waits) >= _MOST_KEYS:
            return
        pause = min(before.pause * 2, _LONGEST_PAUSE_SECONDS) if before else _FIRST_PAUSE_SECONDS
        self._waits[key] = _Wait(until=time.monotonic() + pause, pause=pause)

    def forget(self, keys: Iterable[str]) -> None:
        """Note that the broker has taken the event of these keys, or that there is none any more."""
        for key in keys:
            self._waits.pop(key, None)
