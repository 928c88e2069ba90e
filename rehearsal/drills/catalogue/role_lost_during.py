"""The identity loses its role on the state store during an apply."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene
from rehearsal.drills.store_front import DENIED, deploy_refused


def act(scene: Scene) -> None:
    """Refuse the identity from a moment of the apply on."""
    deploy_refused(scene, DENIED, says="denies access")


DRILL = Drill(
    does="The state store refuses the identity (403, as without its role) from a moment of the apply on.",
    holds="The message names the role and the file with the state; with the role again it is written.",
    start=Start.READY,
    act=act,
    runbook="recover-state.md",
)
