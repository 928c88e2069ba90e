"""Drills that run some at once, beside the tests that wait for them."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from rehearsal.drills.catalogue import all_drills
from rehearsal.drills.ground import drill_ground
from rehearsal.drills.results import DrillResult
from rehearsal.drills.runner import Order, run_drill

_SEED = 17
RunningDrills = Mapping[str, Future[DrillResult]]


@contextmanager
def running_drills(request: pytest.FixtureRequest, *, engine: str | None = None) -> Iterator[RunningDrills]:
    """Yield the drills that were selected in the file of the tests while they run, in the tests' order."""
    drills = all_drills()
    selected = [
        str(item.callspec.params["name"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == request.path and hasattr(item, "callspec")
    ]
    with drill_ground(engine=engine) as ground, ThreadPoolExecutor(max_workers=2) as pool:
        yield {
            name: pool.submit(run_drill, Order(name=name, seed=_SEED), drill=drills[name], ground=ground)
            for name in selected
        }
        pool.shutdown(cancel_futures=True)


def require_passed(result: DrillResult) -> None:
    """Fail the test with what did not hold."""
    assert result.checks
    assert result.passed, "\n".join(
        f"{result.name}, seed {result.seed}, {result.engine}, {result.moment}: {check.what}: {check.detail}"
        for check in result.broken
    )
