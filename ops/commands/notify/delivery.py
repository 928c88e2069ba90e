"""Sending a message, a few times when the trouble may pass."""

from collections.abc import Callable
from typing import Final

from ops.common.errors import UserError

_PAUSES_SECONDS: Final = (1.0, 3.0)
_LONGEST_PAUSE_SECONDS: Final = 10.0


class NotDeliveredError(UserError):
    """A message could not be delivered. It never names the address, which may be a secret."""


class PassingTroubleError(NotDeliveredError):
    """A message could not be delivered now; `after` is for how many seconds the other side asks."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", after: float = 0.0) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.after = after


def deliver(send: Callable[[], None], *, pause: Callable[[float], None]) -> None:
    """Send, three times at the most. Raises NotDeliveredError."""
    for seconds in _PAUSES_SECONDS:
        try:
            return send()
        except PassingTroubleError as trouble:
            pause(min(max(seconds, trouble.after), _LONGEST_PAUSE_SECONDS))
    return send()
