"""The state store throttles."""

from dataclasses import replace

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene
from rehearsal.drills.store_front import THROTTLED, expect_no_failure_but_busy, store_front

_SELDOM, _OFTEN = 8, 3


def act(scene: Scene) -> None:
    """Deploy while a part of all requests is refused."""
    every = scene.random.randint(_OFTEN, _SELDOM)
    scene.moment = f"one request of {every}"
    with store_front(scene) as front:
        front.fault = replace(THROTTLED, every=every)
        done = scene.deploy()
        front.fault = None
    scene.expect("requests were refused", holds=front.faults > 0)
    expect_no_failure_but_busy(scene, done)


DRILL = Drill(
    does="The state store answers one request of 3 to 8 with 429 (`TooManyRequests`) during a deployment.",
    holds="The requests are repeated, or the message says that the store is busy.",
    start=Start.READY,
    act=act,
)
