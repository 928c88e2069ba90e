"""`ops` is killed while it deploys for the first time."""

import signal

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import DrillMoment, start_until
from rehearsal.drills.scene import Scene

_CHANGES = 140


def act(scene: Scene) -> None:
    """Kill `ops` in one of the three stacks."""
    command = start_until(scene, DrillMoment(changes=scene.random.randrange(_CHANGES)))
    command.signal(signal.SIGKILL)
    scene.ended(command)


DRILL = Drill(
    does="`ops` is killed (SIGKILL) in a deployment from nothing, after 0 to 140 changes by the seed.",
    holds="The next command waits for Terraform, shows what it does, and goes on.",
    start=Start.NOTHING,
    act=act,
    runbook="a-release-is-stuck.md",
)
