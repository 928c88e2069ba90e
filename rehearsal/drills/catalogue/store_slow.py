"""The state store is slow."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene
from rehearsal.drills.store_front import StoreFault, store_front

_SECONDS = (0.3, 1.5)


def act(scene: Scene) -> None:
    """Deploy while each answer takes its time."""
    pause = scene.random.uniform(*_SECONDS)
    scene.moment = f"{pause:.1f} s for each answer"
    with store_front(scene) as front:
        front.fault = StoreFault(pause_seconds=pause)
        done = scene.deploy()
        front.fault = None
    scene.expect("answers were slow", holds=front.faults > 0)
    scene.expect("the deployment ends well", holds=done.code == 0, detail=done.output[-900:])


DRILL = Drill(
    does="Each answer of the state store takes 0.3 to 1.5 s longer, by the seed.",
    holds="The deployment takes longer and ends well.",
    start=Start.READY,
    act=act,
)
