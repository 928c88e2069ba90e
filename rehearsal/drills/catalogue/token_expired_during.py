"""The sign-in to the state store expires during an apply."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene
from rehearsal.drills.store_front import EXPIRED, deploy_refused


def act(scene: Scene) -> None:
    """Refuse the sign-in from a moment of the apply on."""
    deploy_refused(scene, EXPIRED, says="sign-in has expired")


DRILL = Drill(
    does="The state store refuses the sign-in (401, as for an expired token) from a moment of the apply on.",
    holds="The message says so and names the file with the state; after a new sign-in it is written.",
    start=Start.READY,
    act=act,
    runbook="recover-state.md",
)
