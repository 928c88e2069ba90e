"""Two deployments at once."""

from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.scene import Scene

# Time for the second one to come as far as the lock.
_DELAY_SECONDS = 6.0
_MOST = 4


def act(scene: Scene) -> None:
    """Deploy twice at once."""
    scene.cloud.fail_create("kubernetes_service_account_v1", delay=_DELAY_SECONDS)
    first = start_until(scene, applying_moment(scene.random, most=_MOST))
    second = scene.deploy()
    done = scene.ended(first)
    scene.expect("the first one ends well", holds=done.code == 0, detail=done.output[-900:])
    scene.expect(
        "the second one is refused, or began after the end of the first one",
        holds=second.code in (ExitCode.LOCKED, 0),
        detail=second.output[-900:],
    )


DRILL = Drill(
    does="A second deployment starts while the first one applies.",
    holds="The second one is refused: it names the first one and changes nothing. The first one ends well.",
    start=Start.READY,
    act=act,
    runbook="break-a-lock.md",
)
