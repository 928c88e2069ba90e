"""Delivery of a message, with retries after a temporary failure."""

from collections.abc import Callable
from typing import Final

from ops.common.errors import UserError

_PAUSES_SECONDS: Final = (1.0, 3.0)
_LONGEST_PAUSE_SECONDS: Final = 10.0


class TemporaryFailureError(UserError):
    """A message was not delivered, but may be if it is sent again `after` as many seconds."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", after: float = 0.0) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.after = after


def deliver(send: Callable[[], None], *, pause: Callable[[float], None]) -> None:
    """Send a message, in up to three attempts. Raises UserError."""
    for seconds in _PAUSES_SECONDS:
        try:
            return send()
        except TemporaryFailureError as failure:
            pause(min(max(seconds, failure.after), _LONGEST_PAUSE_SECONDS))
    return send()
