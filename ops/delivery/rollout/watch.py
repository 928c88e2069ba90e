"""Watching a rollout while Terraform waits for it, and ending the wait when it cannot succeed."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Final, Protocol

from ops.clients.kubernetes.api import UnreachableError
from ops.common.errors import ExitCode, UserError
from ops.delivery.rollout.cluster import Cluster
from ops.delivery.rollout.diagnosis import Grace, Trouble, diagnose
from ops.delivery.rollout.diagnostics import shown, with_evidence
from ops.delivery.rollout.grace_periods import Endurance, Patience
from ops.delivery.rollout.observations import Workload
from ops.delivery.rollout.wording import progress, remedy, told
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from ops.engine.terraform.redaction import Redactor

_LOOK_EVERY_SECONDS: Final = 2.0
# Longer than the logs of a few containers take; the reader has limits of its own.
_END_WITHIN_SECONDS: Final = 20.0


class Teller(Protocol):
    """A step that says what is going on, such as ops.common.progress.Step."""

    def update(self, doing: str) -> None:
        """Say what is going on just now."""


class Interruptible(Protocol):
    """A run that can be asked to stop in order, such as ops.engine.terraform.runner.Terraform."""

    @property
    def interrupted(self) -> bool:
        """Whether somebody has asked it to stop: asked twice, it would stop out of order."""

    def interrupt(self) -> None:
        """Ask it to stop. Called once, from another thread."""


class RolloutStuckError(UserError):
    """A rollout cannot succeed. `troubles` says what is stuck, with the last events and log lines."""

    exit_code = ExitCode.RELEASE_FAILED

    def __init__(self, troubles: Sequence[Trouble], *, where: str = "", said: str = "") -> None:
        super().__init__(
            "\n".join(["the rollout is stuck", *map(told, troubles), *([said] if said else [])]),
            where=where,
            remedy=remedy(troubles),
        )
        self.troubles = tuple(troubles)


@dataclass(kw_only=True)
class RolloutWatch:
    """Looks at a cluster again and again; `stuck` is what made it ask for an end.

    Only what has changed since the first look counts: a release that was stuck before is being replaced
    just now, and must not keep its successor from being applied. When the cluster cannot be reached at first,
    the first answer is what counts as before.
    """

    cluster: Cluster
    step: Teller
    terraform: Interruptible
    redactor: Redactor
    patience: Patience
    clock: Callable[[], float]
    look_every: float
    stuck: tuple[Trouble, ...] = ()
    unreachable: UnreachableError | None = None
    _before: frozenset[str] | None = None
    _endurance: Endurance = field(init=False)
    _ended: Event = field(default_factory=Event, init=False)

    def __post_init__(self) -> None:
        self._endurance = Endurance(patience=self.patience, clock=self.clock)

    def look(self) -> None:
        """Look once: tell how far the rollout is, and ask for its end when it has been stuck too long."""
        workloads = self._changed()
        troubles = [shown(trouble, self.redactor) for trouble in diagnose(workloads)]
        doing = progress(workloads, troubles)
        overdue = self._endurance.overdue(troubles)
        if self._ended.is_set():
            return
        if doing:
            self.step.update(doing)
        if overdue and not self.terraform.interrupted:
            # One reason is enough to give up; whatever else is wrong is named with it.
            self.stuck = (*overdue, *(trouble for trouble in troubles if trouble not in overdue))
            self.terraform.interrupt()
            self.stuck = with_evidence(self.stuck, cluster=self.cluster, redactor=self.redactor)

    def watch(self) -> None:
        """Look until the rollout has ended or is stuck."""
        while not self.stuck and not self._ended.wait(self.look_every):
            self.look()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()

    def explain(self, error: TerraformError) -> RolloutStuckError | None:
        """Return what Terraform's failure comes from; None when the rollout has nothing to do with it."""
        if isinstance(error, TerraformInterruptedError):
            return RolloutStuckError(self.stuck) if self.stuck else None
        if error.exit_code is not ExitCode.FAILED:
            return None
        found = [trouble for trouble in diagnose(self._changed()) if trouble.grace is Grace.NONE]
        if not found:
            return None
        troubles = with_evidence(found, cluster=self.cluster, redactor=self.redactor)
        return RolloutStuckError(troubles, where=error.where, said=error.what)

    def _changed(self) -> tuple[Workload, ...]:
        """Return the workloads with a release that was not there at the first look."""
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
    cluster: Cluster,
    *,
    step: Teller,
    terraform: Interruptible,
    redactor: Redactor,
    patience: Patience | None = None,
    clock: Callable[[], float] = time.monotonic,
    look_every: float = _LOOK_EVERY_SECONDS,
) -> Iterator[RolloutWatch]:
    """Watch a rollout while the block applies it.

    Where it cannot succeed, Terraform is asked to stop in order, and RolloutStuckError is raised in place of
    the interruption; also where Terraform fails by itself because of something that is stuck. A cluster that
    cannot be reached is told once and disturbs nothing.
    """
    watch = RolloutWatch(
        cluster=cluster,
        step=step,
        terraform=terraform,
        redactor=redactor,
        patience=patience or Patience(),
        clock=clock,
        look_every=look_every,
    )
    watch.look()  # before anything changes
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
    """Look from a thread of its own while the block runs."""
    thread = Thread(target=watch.watch, name="rollout-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        watch.end()
        thread.join(_END_WITHIN_SECONDS)


@dataclass(frozen=True, kw_only=True)
class RolloutStatus:
    """How far the rollouts of a namespace are: its workloads, and whatever is wrong, for how long ever."""

    workloads: tuple[Workload, ...]
    troubles: tuple[Trouble, ...]

    @property
    def complete(self) -> bool:
        """Whether there are workloads, and every one runs its newest release."""
        return _complete(self.workloads)


def wait_for_rollout(
    cluster: Cluster,
    *,
    step: Teller,
    redactor: Redactor,
    seconds: float,
    patience: Patience | None = None,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> RolloutStatus:
    """Look until every workload is complete, one is stuck, or the time is over; with 0 seconds, once.

    Raises UnreachableError.
    """
    endurance = Endurance(patience=patience or Patience(), clock=clock)
    deadline = clock() + seconds
    while True:
        workloads = cluster.observe()
        troubles = diagnose(workloads)
        stuck = bool(endurance.overdue(troubles))
        if _complete(workloads) or stuck or clock() >= deadline:
            evidence = with_evidence(troubles, cluster=cluster, redactor=redactor)
            return RolloutStatus(workloads=workloads, troubles=evidence)
        step.update(progress(workloads, troubles))
        pause(min(_LOOK_EVERY_SECONDS, max(0.0, deadline - clock())))


def _complete(workloads: Collection[Workload]) -> bool:
    return bool(workloads) and all(workload.complete for workload in workloads)
