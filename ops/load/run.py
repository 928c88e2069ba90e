"""One load test from the first look to the last pod that goes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ops.load.generator import Generator, Heard, running
from ops.load.plan import Limits, LoadPlan
from ops.load.record import Record
from ops.load.requests import percentile
from ops.load.scaling import ClusterLook, WorkloadLook, answered
from ops.load.target import Target
from ops.load.watch import Autoscalers, ClusterWatch, watching
from ops.progress import Step, Steps

_LISTEN_EVERY_SECONDS: Final = 0.5
_RECENT_SECONDS: Final = 10.0
# A cluster that answers slowly is waited for a little beyond the limit, so that its last word is heard.
_LAST_WORD_SECONDS: Final = 30.0


@dataclass
class _Test:
    """A load test while it runs."""

    target: Target
    plan: LoadPlan
    limits: Limits
    watch: ClusterWatch | None
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    heard: Heard = field(default_factory=Heard)
    stopped: bool = False

    def looks(self) -> tuple[ClusterLook, ...]:
        """Return what was seen of the cluster."""
        if self.watch is None or self.heard.began is None:
            return ()
        return self.watch.looks(since=self.heard.began)

    def record(self) -> Record:
        """Return everything that was seen."""
        heard = self.heard
        return Record(
            origin=self.target.origin,
            begun=self.begun,
            plan=self.plan,
            limits=self.limits,
            users=tuple(heard.users),
            requests=tuple(heard.requests),
            ended=heard.ended,
            looks=self.looks(),
            watched=self.watch is not None,
            stopped=self.stopped,
            accounts=heard.accounts,
            tasks_left=heard.tasks_left,
            busiest_percent=heard.busiest_percent,
        )


def run_load(
    target: Target,
    *,
    plan: LoadPlan,
    limits: Limits,
    autoscalers: Autoscalers | None,
    folder: Path,
    steps: Steps,
) -> Record:
    """Put the load on a target, watch, wait for the way down, and return what was seen.

    Without `autoscalers` no cluster is watched. Ctrl-C ends the load, or the waiting, in order: the record is
    then marked as stopped. Raises GeneratorError.
    """
    with watching(autoscalers) if autoscalers else nullcontext() as watch:
        test = _Test(target=target, plan=plan, limits=limits, watch=watch)
        with _interruptible(test):
            with steps.step("Load") as step, running(target.origin, plan, folder=folder) as generator:
                test.heard = generator.heard
                _follow(test, generator, step)
            if watch is not None:
                with steps.step("Way down") as step:
                    _wait_for_rest(test, step)
        return test.record()


@contextmanager
def _interruptible(test: _Test) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        test.stopped = True


def _follow(test: _Test, generator: Generator, step: Step) -> None:
    try:
        while generator.listen():
            step.update(_progress(test))
            time.sleep(_LISTEN_EVERY_SECONDS)
    except KeyboardInterrupt:
        step.update("stopping: the users delete their tasks and leave; Ctrl-C again ends them at once")
        raise
    finally:
        step.result = _total(test.heard)


def _total(heard: Heard) -> str:
    failed = sum(bool(request.failure) for request in heard.requests)
    return f"{len(heard.requests):,} requests, {failed:,} failed"


def _progress(test: _Test) -> str:
    heard = test.heard
    if not heard.users:
        return "starting"
    if heard.ended is not None:
        return "the users delete their tasks and leave"
    at, users = heard.users[-1]
    recent = [request.seconds for request in heard.requests if request.at > at - _RECENT_SECONDS]
    p95 = percentile(recent, 95)
    parts = [
        f"{at:.0f} of {test.plan.duration:.0f} s, {users} users, {_total(heard)}",
        f"p95 {p95:.2f} s" if p95 is not None else "",
        pods(test.looks()),
    ]
    return ", ".join(part for part in parts if part)


def pods(looks: tuple[ClusterLook, ...]) -> str:
    """Return in a few words how many pods there are; empty when nothing is known."""
    if looks and looks[-1].failure:
        return "the cluster does not answer"
    return ", ".join(_pods(workload) for workload in looks[-1].workloads) if looks else ""


def _pods(workload: WorkloadLook) -> str:
    use = "" if workload.cpu_percent is None else f" at {workload.cpu_percent:.0f}% CPU"
    return f"{workload.name} {workload.ready} pods{use}"


def _wait_for_rest(test: _Test, step: Step) -> None:
    """Wait until every workload that has grown is at rest again, or the limit is over."""
    ended = test.heard.ended or 0.0
    limit_at = ended + test.limits.down_within
    while True:
        now = time.monotonic() - (test.heard.began or 0.0)
        looks = test.looks()
        seen = answered(looks)
        if not _grew(seen):
            step.result = "nothing was scaled up"
            return
        last = seen[-1]
        if last.at >= ended and all(workload.at_rest for workload in last.workloads):
            step.result = f"all at rest {last.at - ended:.0f} s after the load"
            return
        if last.at >= limit_at or now >= limit_at + _LAST_WORD_SECONDS:
            step.result = f"not at rest: {pods(looks)}"
            return
        waited = f"{max(0.0, now - ended):.0f} of at most {test.limits.down_within:.0f} s"
        step.result = f"stopped: {pods(looks)}"
        step.update(f"{waited}: {pods(looks)}; the autoscaler waits for 300 s of low load")
        time.sleep(_LISTEN_EVERY_SECONDS)


def _grew(seen: tuple[ClusterLook, ...]) -> bool:
    """Whether any workload had, or was to have, more pods than at rest."""
    return any(not workload.at_rest for look in seen for workload in look.workloads)
