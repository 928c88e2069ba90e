"""Two deployments at once, from two clones."""

from ops.common.errors import ExitCode
from rehearsal.drills.clones import make_clone, work_in
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.processes import engine_paused, kill_everything
from rehearsal.drills.scene import Scene

_MOST = 20


def act(scene: Scene) -> None:
    """Deploy from two clones at once; the first one is lost, and the second one goes on."""
    first, second = make_clone(scene, "first"), make_clone(scene, "second")
    work_in(scene, first)
    deployment = start_until(scene, applying_moment(scene.random, most=_MOST))
    # Another folder of runs, as each clone has by itself: what the first one does is only in the store.
    work_in(scene, second)
    scene.environment = {**scene.environment, "OPS_HOME": str(scene.home.root / "ops-of-the-second")}
    with engine_paused(deployment):
        refused = scene.deploy()
        kill_everything(deployment)
    scene.ended(deployment)
    scene.expect(
        "the second one is refused",
        holds=refused.code == ExitCode.LOCKED and "deployed by" in refused.output,
        detail=refused.output[-900:],
    )


DRILL = Drill(
    does="Two clones deploy at once, each with a folder of runs; the first one is killed with Terraform.",
    holds="The second one is refused; by the remedies it goes on, although the logs are in the first one.",
    start=Start.READY,
    act=act,
    runbook="break-a-lock.md",
)
