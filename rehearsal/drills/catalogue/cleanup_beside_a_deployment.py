"""A clean-up during a deployment."""

from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.processes import engine_paused
from rehearsal.drills.scene import ENVIRONMENT, Scene

_MOST = 20


def act(scene: Scene) -> None:
    """Clean up while a deployment applies."""
    deployment = start_until(scene, applying_moment(scene.random, most=_MOST))
    with engine_paused(deployment):
        cleanup = scene.run(f"ops cleanup --confirm {ENVIRONMENT}")
    done = scene.ended(deployment)
    scene.expect("the deployment ends well", holds=done.code == 0, detail=done.output[-900:])
    scene.expect(
        "the clean-up is refused", holds=cleanup.code == ExitCode.LOCKED, detail=cleanup.output[-900:]
    )
    scene.expect(
        "it names the deployment", holds="ops deploy" in cleanup.output, detail=cleanup.output[-900:]
    )


DRILL = Drill(
    does="`ops cleanup` starts while a deployment applies.",
    holds="It is refused, names the deployment and deletes nothing; the deployment ends well.",
    start=Start.READY,
    act=act,
    runbook="break-a-lock.md",
)
