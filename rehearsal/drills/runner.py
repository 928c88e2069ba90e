"""The run of drills, some at once."""

import math
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Final

from ops.common.defer_signals import defer_signals
from rehearsal.drills.drill import Drill
from rehearsal.drills.ground import DrillGround
from rehearsal.drills.invariants import check_afterwards
from rehearsal.drills.results import DrillResult
from rehearsal.drills.scene import DrillCheck, Scene

# One more than the machine has cores: a part of each run waits for the state store, a delay or a lock.
_AT_ONCE: Final = (os.cpu_count() or 1) + 1
# While drills are stopped: the time after which what they began meanwhile is ended too.
_STOP_EVERY_SECONDS: Final = 0.2


@dataclass(frozen=True, kw_only=True)
class Order:
    """A drill to run, with the seed for its moment."""

    name: str
    seed: int


def run_drills(
    orders: Sequence[Order],
    *,
    drills: Mapping[str, Drill],
    ground: DrillGround,
    on_result: Callable[[DrillResult], None] = lambda _result: None,
    on_stop: Callable[[], None] = lambda: None,
    seconds: float = math.inf,
) -> list[DrillResult]:
    """Run drills, and return their results in the order asked for. After `seconds` no further run begins.

    What stops them, such as KeyboardInterrupt, is raised when no drill runs any more; `on_stop` is called
    before they are ended.
    """
    until = time.monotonic() + seconds

    def run(order: Order, number: int) -> DrillResult | None:
        if time.monotonic() >= until:
            return None
        return run_drill(order, drill=drills[order.name], ground=ground, number=number)

    results: dict[int, DrillResult] = {}
    waiting: dict[Future[DrillResult | None], int] = {}
    pool = ThreadPoolExecutor(max_workers=_AT_ONCE)
    try:
        for number, order in enumerate(orders):
            waiting[pool.submit(run, order, number)] = number
        for done in as_completed(waiting):
            result = done.result()
            if result:
                results[waiting[done]] = result
                on_result(result)
    except BaseException:
        with defer_signals():
            on_stop()
            pool.shutdown(wait=False, cancel_futures=True)
            _stop(ground, running=waiting)
        raise
    finally:
        pool.shutdown()
    return [results[number] for number in sorted(results)]


def _stop(ground: DrillGround, *, running: Collection[Future[DrillResult | None]]) -> None:
    ground.stop()
    while not all(one.done() for one in running):
        time.sleep(_STOP_EVERY_SECONDS)
        ground.stop()


def run_drill(order: Order, *, drill: Drill, ground: DrillGround, number: int = 0) -> DrillResult:
    """Run one drill, and check what must hold after each. What stops it is one of its results.

    Its time does not contain what the first drill waits for: the rehearsal that drills begin from.
    """
    stopped: tuple[DrillCheck, ...] = ()
    scene: Scene | None = None
    started = time.monotonic()
    try:
        with ground.scene(drill, name=f"{order.name}-{number}", seed=order.seed) as scene:
            started = time.monotonic()
            drill.act(scene)
            check_afterwards(scene)
    except Exception as error:  # noqa: BLE001 - one drill must not end the others
        detail = f"{type(error).__name__}: {error}"
        stopped = (DrillCheck(what="the drill comes to its end", holds=False, detail=detail),)
    return DrillResult(
        name=order.name,
        seed=order.seed,
        engine=ground.engine.title + (" from PyPI" if ground.engine.from_pypi else ""),
        moment=scene.moment if scene else "",
        seconds=time.monotonic() - started,
        checks=(*(scene.checks if scene else ()), *stopped),
        commands=tuple(scene.commands) if scene else (),
    )
