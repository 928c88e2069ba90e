"""The protection of a clean-up from a second Ctrl-C, or from SIGTERM that is sent twice."""

import signal
from collections.abc import Iterator
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
    if current_thread() is not main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def stop_once() -> Iterator[None]:
    """Let the first signal in the block that stops this process raise KeyboardInterrupt; ignore later ones.

    Ctrl-C is heard also where a script started the process in the background, which lets it ignore Ctrl-C.
    Has no effect outside of the main thread, where signals do not arrive.
    """
    if current_thread() is not main_thread():
        yield
        return
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
