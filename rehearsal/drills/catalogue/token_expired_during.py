"""The sign-in to the state store expires during an apply."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.scene import Scene
from rehearsal.drills.store_front import EXPIRED, store_front


def act(scene: Scene) -> None:
    """Refuse the sign-in from a moment of the apply on."""
    with store_front(scene) as front:
        command = start_until(scene, applying_moment(scene.random))
        front.fault = EXPIRED
        done = scene.ended(command)
        front.fault = None
    scene.expect(
        "the message says that the sign-in has expired, or the run had ended",
        holds=done.code == 0 or "sign-in has expired" in " ".join(done.output.split()),
        detail=done.output[-900:],
    )


DRILL = Drill(
    does="The state store refuses the sign-in (401, as for an expired token) from a moment of the apply on.",
    holds="The message says so and names the file with the state; after a new sign-in it is written.",
    start=Start.READY,
    act=act,
    runbook="recover-state.md",
)
