"""A provider is killed."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.processes import kill_one_of, providers
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Kill the provider."""
    command = start_until(scene, applying_moment(scene.random))
    kill_one_of(providers, command)
    scene.ended(command)


DRILL = Drill(
    does="A provider of Terraform is killed (SIGKILL) while it creates something.",
    holds="The deployment fails with a message, and the next one goes on.",
    start=Start.READY,
    act=act,
    runbook="recover-state.md",
)
