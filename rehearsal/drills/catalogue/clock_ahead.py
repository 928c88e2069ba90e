"""A release of a clock that is ahead."""

from rehearsal.drills.blobs import newest_release, release_of_the_future
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene

_MINUTES = 10


def act(scene: Scene) -> None:
    """Record a release of the future, and deploy."""
    ahead = release_of_the_future(scene, minutes=_MINUTES)
    scene.deploy()
    newest = newest_release(scene)
    scene.expect("the next release sorts after it", holds=newest > ahead, detail=f"{newest}, {ahead}")


DRILL = Drill(
    does="The newest release began, by its id and record, ten minutes in the future.",
    holds="The next release sorts after it: order follows the store, not a client's clock.",
    start=Start.RELEASED,
    act=act,
)
