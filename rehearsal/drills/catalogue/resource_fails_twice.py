"""A resource fails twice."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Deploy twice with a fault."""
    for _attempt in range(2):
        scene.cloud.fail_create("kubernetes_service_v1", "exceeded quota: services")
        done = scene.deploy()
        scene.expect("the deployment fails", holds=done.failed, detail=str(done.code))
        scene.expect(
            "the message quotes the cloud",
            holds="exceeded quota: services" in " ".join(done.output.split()),
            detail=done.output[-500:],
        )


DRILL = Drill(
    does="The creation of a Service fails in two deployments, then works.",
    holds="Each failed deployment names the resource, and the third one ends well.",
    start=Start.READY,
    act=act,
)
