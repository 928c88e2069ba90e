"""The state store goes away during an apply."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Take the store away while Terraform applies."""
    command = start_until(scene, applying_moment(scene.random))
    scene.stop_store()
    done = scene.ended(command)
    scene.start_store()
    # The last change and the end of the run can be a moment apart.
    scene.expect(
        "the message names the command, or the run had ended",
        holds=done.code == 0 or "ops state push" in done.output or "run the command again" in done.output,
        detail=done.output[-900:],
    )


DRILL = Drill(
    does="The state store goes away while Terraform applies, and is back after the end of the deployment.",
    holds="The message names the file with the state and the command that writes it.",
    start=Start.READY,
    act=act,
    runbook="recover-state.md",
)
