"""A machine is lost."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import any_moment, start_until
from rehearsal.drills.processes import kill_everything
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Kill every process of the deployment."""
    command = start_until(scene, any_moment(scene.random))
    kill_everything(command)
    scene.ended(command)


DRILL = Drill(
    does="`ops`, Terraform and its providers are killed at once, as when a runner is taken away.",
    holds="The lock names who held it; by the remedy what exists is in the state again.",
    start=Start.READY,
    act=act,
    runbook="break-a-lock.md",
)
