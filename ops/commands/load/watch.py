"""The watch on the cluster, in a thread beside the load."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Final, Protocol

from ops.commands.load.scaling import ClusterLook, WorkloadLook
from ops.common.errors import UserError

_LOOK_EVERY_SECONDS: Final = 2.0
# A look that hangs is given up by the client itself after a while; nobody waits for it at the end.
_END_WITHIN_SECONDS: Final = 5.0


class Autoscalers(Protocol):
    """What the workloads are looked at through."""

    def look(self) -> tuple[WorkloadLook, ...]:
        """Return the workloads as they are now; raise UserError when the cluster does not answer."""


@dataclass
class ClusterWatch:
    """The looks so far, at readings of the monotonic clock."""

    autoscalers: Autoscalers
    clock: Callable[[], float]
    look_every: float
    _looks: list[ClusterLook] = field(default_factory=list)
    _ended: Event = field(default_factory=Event)

    def looks(self, *, since: float) -> tuple[ClusterLook, ...]:
        """Return what was seen so far, with moments counted from a reading of the clock."""
        return tuple(
            ClusterLook(at=look.at - since, workloads=look.workloads, failure=look.failure)
            for look in list(self._looks)
        )

    def look(self) -> ClusterLook:
        """Look once. A cluster that does not answer is seen as such, and looked at again the next time."""
        try:
            found = ClusterLook(workloads=self.autoscalers.look(), at=self.clock())
        except UserError as error:
            found = ClusterLook(failure=error.what, at=self.clock())
        self._looks.append(found)
        return found

    def watch(self) -> None:
        """Look until the watch has ended."""
        while not self._ended.wait(self.look_every):
            self.look()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()


@contextmanager
def watching(
    autoscalers: Autoscalers,
    *,
    clock: Callable[[], float] = time.monotonic,
    look_every: float = _LOOK_EVERY_SECONDS,
) -> Iterator[ClusterWatch]:
    """Watch a cluster while the block runs; the first look has been taken when it begins."""
    watch = ClusterWatch(autoscalers=autoscalers, clock=clock, look_every=look_every)
    watch.look()
    thread = Thread(target=watch.watch, name="load-watch", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.end()
        thread.join(_END_WITHIN_SECONDS)
