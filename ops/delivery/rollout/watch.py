"""A watch on a rollout while Terraform waits for it; it stops Terraform when the rollout is stuck."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Final, Protocol

from ops.clients.kubernetes.api import UnreachableError
from ops.common.errors import ExitCode, UserError
from ops.common.progress import ProgressSink
from ops.delivery.rollout.cluster import ClusterReader
from ops.delivery.rollout.diagnosis import GracePeriod, Trouble, diagnose
from ops.delivery.rollout.diagnostics import shown, with_diagnostics
from ops.delivery.rollout.grace_periods import GracePeriods, StuckTimer
from ops.delivery.rollout.observations import WorkloadStatus
from ops.delivery.rollout.wording import full_text, progress, remedy
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from ops.engine.terraform.redaction import Redactor

_LOOK_EVERY_SECONDS: Final = 2.0
# Long enough to read the logs of a few containers.
_END_WITHIN_SECONDS: Final = 20.0


class Interruptible(Protocol):
    """A run that can be stopped gracefully, such as ops.engine.terraform.runner.Terraform."""

    @property
    def interrupted(self) -> bool:
        """Whether a stop was requested; a second request stops the run at once."""

    def interrupt(self) -> None:
        """Request a graceful stop. Called once, from another thread."""


class RolloutStuckError(UserError):
    """A rollout that cannot succeed. `troubles` are the causes, with the last events and log lines."""

    exit_code = ExitCode.RELEASE_FAILED

    def __init__(self, troubles: Sequence[Trouble], *, where: str = "", said: str = "") -> None:
        super().__init__(
            "\n".join(["the rollout is stuck", *map(full_text, troubles), *([said] if said else [])]),
            where=where,
            remedy=remedy(troubles),
        )
        self.troubles = tuple(troubles)


@dataclass(kw_only=True)
class RolloutWatch:
    """A repeated observation of a cluster; `stuck` is why it stopped Terraform.

    Only releases since the first observation count: a release that was stuck before must not prevent the
    apply of its successor. When the cluster cannot be reached at first, the first answer is the baseline.
    """

    cluster: ClusterReader
    step: ProgressSink
    terraform: Interruptible
    redactor: Redactor
    grace_periods: GracePeriods
    clock: Callable[[], float]
    look_every: float
    stuck: tuple[Trouble, ...] = ()
    unreachable: UnreachableError | None = None
    _before: frozenset[str] | None = None
    _timer: StuckTimer = field(init=False)
    _ended: Event = field(default_factory=Event, init=False)

    def __post_init__(self) -> None:
        self._timer = StuckTimer(grace_periods=self.grace_periods, clock=self.clock)

    def look(self) -> None:
        """Observe once: show the progress, and stop Terraform when the rollout is stuck."""
        workloads = self._changed()
        troubles = [shown(trouble, self.redactor) for trouble in diagnose(workloads)]
        doing = progress(workloads, troubles)
        overdue = self._timer.overdue(troubles)
        if self._ended.is_set():
            return
        if doing:
            self.step.update(doing)
        if overdue and not self.terraform.interrupted:
            # One overdue trouble is enough to give up; the others are reported with it.
            self.stuck = (*overdue, *(trouble for trouble in troubles if trouble not in overdue))
            self.terraform.interrupt()
            self.stuck = with_diagnostics(self.stuck, cluster=self.cluster, redactor=self.redactor)

    def watch(self) -> None:
        """Observe until the rollout has ended or is stuck."""
        while not self.stuck and not self._ended.wait(self.look_every):
            self.look()

    def end(self) -> None:
        """Stop observing."""
        self._ended.set()

    def explain(self, error: TerraformError) -> RolloutStuckError | None:
        """Return the rollout error behind a Terraform failure; None when it has another cause."""
        if isinstance(error, TerraformInterruptedError):
            return RolloutStuckError(self.stuck) if self.stuck else None
        if error.exit_code is not ExitCode.FAILED:
            return None
        found = [trouble for trouble in diagnose(self._changed()) if trouble.grace is GracePeriod.NONE]
        if not found:
            return None
        troubles = with_diagnostics(found, cluster=self.cluster, redactor=self.redactor)
        return RolloutStuckError(troubles, where=error.where, said=error.what)

    def _changed(self) -> tuple[WorkloadStatus, ...]:
        """Return the workloads with a release since the first observation."""
        try:
            found = self.cluster.observe()
        except UnreachableError as error:
            if not self.unreachable:
                self.unreachable = error
                self.step.update(f"the rollout is not watched: {error.what}")
            return ()
        if self._before is None:
            self._before = frozenset(workload.release for workload in found)
        return tuple(item for item in found if item.release and item.release not in self._before)


@contextmanager
def watching(
    cluster: ClusterReader,
    *,
    step: ProgressSink,
    terraform: Interruptible,
    redactor: Redactor,
    grace_periods: GracePeriods | None = None,
    clock: Callable[[], float] = time.monotonic,
    look_every: float = _LOOK_EVERY_SECONDS,
) -> Iterator[RolloutWatch]:
    """Watch a rollout while the block applies it.

    A stuck rollout stops Terraform gracefully and raises RolloutStuckError in place of the interruption, or
    of the failure that it caused. An unreachable cluster is reported once and does not interfere.
    """
    watch = RolloutWatch(
        cluster=cluster,
        step=step,
        terraform=terraform,
        redactor=redactor,
        grace_periods=grace_periods or GracePeriods(),
        clock=clock,
        look_every=look_every,
    )
    watch.look()  # the baseline
    try:
        with _looking(watch):
            yield watch
    except TerraformError as error:
        stuck = watch.explain(error)
        if stuck:
            raise stuck from error
        raise


@contextmanager
def _looking(watch: RolloutWatch) -> Iterator[None]:
    """Observe from another thread while the block runs."""
    thread = Thread(target=watch.watch, name="rollout-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        watch.end()
        thread.join(_END_WITHIN_SECONDS)


@dataclass(frozen=True, kw_only=True)
class RolloutStatus:
    """The rollout status of a namespace: its workloads and all current troubles."""

    workloads: tuple[WorkloadStatus, ...]
    troubles: tuple[Trouble, ...]

    @property
    def complete(self) -> bool:
        """Whether there are workloads and each runs its newest release."""
        return _complete(self.workloads)


def wait_for_rollout(
    cluster: ClusterReader,
    *,
    step: ProgressSink,
    redactor: Redactor,
    seconds: float,
    grace_periods: GracePeriods | None = None,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> RolloutStatus:
    """Observe until every workload is complete, one is stuck, or the time is over; with 0 seconds, once.

    Raises UnreachableError.
    """
    timer = StuckTimer(grace_periods=grace_periods or GracePeriods(), clock=clock)
    deadline = clock() + seconds
    while True:
        workloads = cluster.observe()
        troubles = diagnose(workloads)
        stuck = bool(timer.overdue(troubles))
        if _complete(workloads) or stuck or clock() >= deadline:
            diagnosed = with_diagnostics(troubles, cluster=cluster, redactor=redactor)
            return RolloutStatus(workloads=workloads, troubles=diagnosed)
        step.update(progress(workloads, troubles))
        pause(min(_LOOK_EVERY_SECONDS, max(0.0, deadline - clock())))


def _complete(workloads: Collection[WorkloadStatus]) -> bool:
    return bool(workloads) and all(workload.complete for workload in workloads)
