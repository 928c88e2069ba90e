"""Two deployments at once."""

from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.processes import engine_paused
from rehearsal.drills.scene import Scene

_MOST = 20


def act(scene: Scene) -> None:
    """Deploy twice at once."""
    first = start_until(scene, applying_moment(scene.random, most=_MOST))
    with engine_paused(first):
        second = scene.deploy()
    done = scene.ended(first)
    scene.expect("the first one ends well", holds=done.code == 0, detail=done.output[-900:])
    scene.expect(
        "the second one is refused", holds=second.code == ExitCode.LOCKED, detail=second.output[-900:]
    )


DRILL = Drill(
    does="A second deployment starts while the first one applies.",
    holds="The second one is refused: it names the first one and changes nothing. The first one ends well.",
    start=Start.READY,
    act=act,
    runbook="break-a-lock.md",
)
