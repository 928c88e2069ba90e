"""The cloud loses an object after it said created."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Remove an object that a state has."""
    [lost, *_] = scene.random.sample(scene.cloud.list_objects("kubernetes_service_v1"), 1)
    scene.cloud.delete(lost.type, lost.id, scope=lost.scope)
    scene.moment = f"without the service {lost.id}"
    planned = scene.run("ops plan app")
    scene.expect(
        "the plan creates it again", holds="kubernetes_service_v1." in planned.output, detail=planned.output
    )


DRILL = Drill(
    does="After a release the cloud has lost a Service that it had created.",
    holds="The next plan shows it, and the next deployment creates it again.",
    start=Start.RELEASED,
    act=act,
)
