"""Drift is looked for during a deployment."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Look for drift while a deployment applies."""
    command = start_until(scene, applying_moment(scene.random))
    scene.run("ops drift")
    scene.run("ops plan app")
    done = scene.ended(command)
    scene.expect("the deployment ends well", holds=done.code == 0, detail=done.output[-900:])


DRILL = Drill(
    does="`ops drift` and `ops plan` run while a deployment applies.",
    holds="They end with a result or with a message; the deployment is not disturbed.",
    start=Start.READY,
    act=act,
)
