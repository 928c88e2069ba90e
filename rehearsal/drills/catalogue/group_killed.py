"""The process group of `ops` is killed."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import any_moment, start_until
from rehearsal.drills.processes import kill_group
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Kill the group."""
    command = start_until(scene, any_moment(scene.random))
    kill_group(command)
    scene.ended(command)


DRILL = Drill(
    does="The process group of `ops` is killed (SIGKILL), as a supervisor does.",
    holds="Terraform has a session of its own and finishes its step.",
    start=Start.READY,
    act=act,
    runbook="a-release-is-stuck.md",
)
