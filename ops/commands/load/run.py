"""The run of a load test, from the first read of the cluster to the end of the scale-down."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ops.commands.load.generator import Generator, Heard, running
from ops.commands.load.plan import Limits, LoadPlan
from ops.commands.load.record import Record
from ops.commands.load.requests import percentile
from ops.commands.load.rest import pods, wait_for_rest
from ops.commands.load.scaling import ClusterLook
from ops.commands.load.target import Target
from ops.commands.load.watch import Autoscalers, ClusterWatch, watching
from ops.common.progress import Step, Steps

_LISTEN_EVERY_SECONDS: Final = 0.5
_RECENT_SECONDS: Final = 10.0


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
        """Return the observations of the cluster."""
        if self.watch is None or self.heard.began is None:
            return ()
        return self.watch.looks(since=self.heard.began)

    def record(self) -> Record:
        """Return the record of everything observed."""
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
    """Put load on a target, watch, wait for the scale-down, and return the record.

    Without `autoscalers` no cluster is watched. Ctrl-C ends the load, or the waiting, in order: the record is
    then marked as stopped. Raises GeneratorError.
    """
    with _watching(autoscalers, steps) as watch:
        test = _Test(target=target, plan=plan, limits=limits, watch=watch)
        with _interruptible(test):
            with steps.step("Load") as step, running(target.origin, plan, folder=folder) as generator:
                test.heard = generator.heard
                _follow(test, generator, step)
            if watch is not None:
                with steps.step("Way down") as step:
                    wait_for_rest(
                        test.looks,
                        ended=test.heard.ended or 0.0,
                        within=limits.down_within,
                        now=lambda: time.monotonic() - (test.heard.began or 0.0),
                        step=step,
                    )
        return test.record()


@contextmanager
def _watching(autoscalers: Autoscalers | None, steps: Steps) -> Iterator[ClusterWatch | None]:
    if autoscalers is None:
        yield None
        return
    with ExitStack() as stack:
        with steps.step("Pods") as step:
            step.update("reading them before the load")
            watch = stack.enter_context(watching(autoscalers))
            step.result = pods(watch.looks(since=0.0)) or "nothing in the namespace has an autoscaler"
        yield watch


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
