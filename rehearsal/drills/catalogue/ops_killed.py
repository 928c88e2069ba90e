"""`ops` is killed."""

import signal

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import any_moment, start_until
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Kill `ops` while it deploys."""
    command = start_until(scene, any_moment(scene.random))
    command.signal(signal.SIGKILL)
    scene.ended(command)


DRILL = Drill(
    does="`ops` is killed (SIGKILL) at a moment of the seed; Terraform lives.",
    holds="Terraform finishes its step; the same command goes on and closes the release of the killed run.",
    start=Start.READY,
    act=act,
    runbook="a-release-is-stuck.md",
)
