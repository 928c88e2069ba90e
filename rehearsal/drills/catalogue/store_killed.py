"""The state store is killed."""

import psutil

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Kill the store."""
    command = start_until(scene, applying_moment(scene.random))
    psutil.Process(scene.store.process.pid).kill()
    scene.ended(command)
    scene.start_store()


DRILL = Drill(
    does="The state store is killed (SIGKILL) while Terraform applies, and is started again.",
    holds="What it had acknowledged is there; what it had not is offered from the file of the failed run.",
    start=Start.READY,
    act=act,
)
