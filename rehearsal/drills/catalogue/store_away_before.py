"""The state store is away before a deployment."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Deploy without a state store."""
    before = len(scene.cloud.list_objects())
    scene.stop_store()
    done = scene.deploy()
    scene.start_store()
    scene.expect("the deployment fails", holds=done.failed, detail=str(done.code))
    scene.expect("the message names the store", holds="state stor" in done.output, detail=done.output[-900:])
    scene.expect("nothing was created", holds=len(scene.cloud.list_objects()) == before)


DRILL = Drill(
    does="The state store is away when a deployment starts, and comes back.",
    holds="The deployment fails with a message about the store; nothing was changed.",
    start=Start.READY,
    act=act,
)
