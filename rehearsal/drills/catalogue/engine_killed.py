"""The engine is killed."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.processes import engines, kill_one_of
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Kill the engine."""
    command = start_until(scene, applying_moment(scene.random))
    kill_one_of(engines, command)
    scene.ended(command)


DRILL = Drill(
    does="Terraform is killed (SIGKILL) while it applies.",
    holds="The message names the signal; by its remedy what exists is in the state again.",
    start=Start.READY,
    act=act,
    runbook="recover-state.md",
)
