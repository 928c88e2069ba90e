"""Asking many questions at once, within a time for all of them; an unanswered one is an answer, too.

The client bounds the time between two pieces of an answer, and waits as long as a server asks it to
("Retry-After"). So calls run in daemon threads, which neither a trickling nor a silent server can make this
command wait for.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Final

from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError

from ops.clients.kubernetes.api import AWAY
from ops.common.errors import UserError

_AT_ONCE: Final = 8

Question = Callable[[], Any]


@dataclass(frozen=True, kw_only=True)
class Unread:
    """Why something could not be read, and what to do about it."""

    reason: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was read, and what could not be, by topic."""

    read: Mapping[str, Any]
    unread: Mapping[str, Unread]

    def __getitem__(self, topic: str) -> Any:
        """Return what was read; None where it does not exist or was not read."""
        return self.read.get(topic)

    def items(self, topic: str) -> Sequence[Any]:
        """Return the items of a list; none where it was not read."""
        found: Sequence[Any] = self.read.get(topic) or ()
        return found

    def has(self, topics: Iterable[str]) -> bool:
        """Say whether all of these were read."""
        return all(topic in self.read for topic in topics)


def read(questions: Mapping[str, Question], *, within_seconds: float) -> Answers:
    """Ask all questions, some at once; return after `within_seconds` with what has been answered by then."""
    waiting: SimpleQueue[tuple[str, Question]] = SimpleQueue()
    for question in questions.items():
        waiting.put(question)
    done: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    stop = Event()
    for _ in range(min(_AT_ONCE, len(questions))):
        Thread(target=_work, args=(waiting, done, stop), daemon=True).start()
    answered = dict(_collect(done, count=len(questions), end=time.monotonic() + within_seconds))
    stop.set()
    late = Unread(
        reason=f"no answer within {within_seconds:.0f} s", remedy="run it again, with a larger --seconds"
    )
    every = {topic: answered.get(topic, late) for topic in questions}
    return Answers(
        read={topic: answer for topic, answer in every.items() if not isinstance(answer, Unread)},
        unread={topic: answer for topic, answer in every.items() if isinstance(answer, Unread)},
    )


def _collect(done: SimpleQueue[tuple[str, Any]], *, count: int, end: float) -> Iterable[tuple[str, Any]]:
    for _ in range(count):
        try:
            yield done.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            return


def _work(
    waiting: SimpleQueue[tuple[str, Question]], done: SimpleQueue[tuple[str, Any]], stop: Event
) -> None:
    while not stop.is_set():
        try:
            topic, question = waiting.get_nowait()
        except Empty:
            return
        done.put((topic, _answer(question)))


def _answer(question: Question) -> Any:
    try:
        return question()
    except UserError as error:
        return Unread(reason=error.what, remedy=error.remedy)
    except (HTTPError, OSError) as error:
        return Unread(
            reason=f"no answer: {_cause(error)}",
            remedy=AWAY,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # The client parses while it reads: this is an answer that does not come from such a server.
        return Unread(
            reason=f"an answer that is none of a Kubernetes API server ({type(error).__name__})",
            remedy="is there a proxy between you and the cluster?",
        )


def _cause(error: Exception) -> str:
    """Return why a call failed without its URL, so that one cause reads alike for every call."""
    cause = error.reason if isinstance(error, MaxRetryError) and error.reason else error
    # For urllib3 a connection that was refused is one that took too long, too.
    late = isinstance(cause, Urllib3TimeoutError | TimeoutError) and not isinstance(cause, NewConnectionError)
    return "it took too long" if late else str(cause)
