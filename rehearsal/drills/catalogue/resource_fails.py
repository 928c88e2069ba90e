"""A resource fails for good."""

from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene

_TRIES = 6


def act(scene: Scene) -> None:
    """Deploy with a fault that stays."""
    for _try in range(_TRIES):
        scene.cloud.fail_create("kubernetes_service_v1", "the range of addresses is used up")
    done = scene.deploy()
    said = " ".join(done.output.split())
    scene.expect("the release fails", holds=done.code == ExitCode.RELEASE_FAILED, detail=said[-900:])
    scene.expect("the resource is named", holds="kubernetes_service_v1." in said, detail=said[-900:])
    scene.expect("the cloud is quoted", holds="range of addresses is used up" in said, detail=said[-900:])
    # The cause is corrected: the faults that are left are used up.
    while scene.cloud.next_fault("kubernetes_service_v1"):
        pass


DRILL = Drill(
    does="The creation of a Service fails whenever it is tried, until somebody corrects the cause.",
    holds="Each deployment names the resource and the cloud's words; none is recorded as passed.",
    start=Start.READY,
    act=act,
    runbook="a-release-is-stuck.md",
)
