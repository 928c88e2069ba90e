"""The state store is busy during an apply."""

import time

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.scene import Scene
from rehearsal.drills.store_front import BUSY, expect_no_failure_but_busy, store_front

_SECONDS = (2.0, 20.0)


def act(scene: Scene) -> None:
    """Refuse every request for a while, which begins with the first refused one."""
    seconds = scene.random.uniform(*_SECONDS)
    with store_front(scene) as front:
        command = start_until(scene, applying_moment(scene.random))
        scene.moment += f", for {seconds:.0f} s"
        front.refuse_until_noticed(BUSY, command)
        time.sleep(seconds)
        front.fault = None
        done = scene.ended(command)
    scene.expect("requests were refused", holds=front.faults > 0)
    expect_no_failure_but_busy(scene, done)


DRILL = Drill(
    does="The state store answers 503 (`ServerBusy`) for 2 to 20 s while Terraform applies.",
    holds="The state is written when the store answers again, or is in a file that the message names.",
    start=Start.READY,
    act=act,
    runbook="recover-state.md",
)
