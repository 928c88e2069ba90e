"""The state store goes away at the end of an apply."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import DrillMoment, start_until
from rehearsal.drills.scene import Scene

_DELAY_SECONDS = 4.0
_MOST = 30


def act(scene: Scene) -> None:
    """Take the store away before the last resource is there."""
    scene.cloud.fail_create("kubernetes_horizontal_pod_autoscaler_v2", delay=_DELAY_SECONDS)
    command = start_until(scene, DrillMoment(changes=_MOST))
    scene.stop_store()
    done = scene.ended(command)
    kept = [*scene.ops_home.glob("runs/*/cdktf.out/stacks/*/errored.tfstate")]
    scene.expect("the engine wrote the state to a file", holds=bool(kept), detail=done.output[-900:])
    scene.expect("the message names it", holds="errored.tfstate" in done.output, detail=done.output[-900:])
    scene.start_store()


DRILL = Drill(
    does="The last resource takes 4 s; the state store goes away meanwhile, so that no state can be written.",
    holds="The state is in a file, the next deployment offers it, and nothing is created twice.",
    start=Start.READY,
    act=act,
    runbook="recover-state.md",
)
