"""The protection of a clean-up from a second Ctrl-C, or from SIGTERM that is sent twice."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Final

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def defer_signals() -> Iterator[None]:
    """Ignore signals that would stop this process while the block runs.

    Has no effect outside of the main thread, where signals do not arrive.
    """
    with _handled_by(signal.SIG_IGN):
        yield


@contextmanager
def stop_once() -> Iterator[None]:
    """Let the first signal in the block that stops this process raise KeyboardInterrupt; ignore later ones.

    Ctrl-C is heard also where a script started the process in the background, which lets it ignore Ctrl-C.
    Has no effect outside of the main thread, where signals do not arrive.
    """
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            raise KeyboardInterrupt

    with _handled_by(stop):
        yield


@contextmanager
def _handled_by(handler: signal.Handlers | Callable[[int, FrameType | None], None]) -> Iterator[None]:
    if current_thread() is not main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in _STOPPING}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
