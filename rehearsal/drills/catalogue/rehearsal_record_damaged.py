"""The record of a rehearsal is damaged."""

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Cut the file, and look."""
    whole = scene.home.record.read_bytes()
    scene.home.record.write_bytes(whole[: scene.random.randrange(len(whole) - 2)])
    done = scene.run("rehearse status")
    scene.expect(
        "`rehearse status` says what is damaged", holds=done.failed and "rehearsal.json" in done.output
    )
    scene.home.record.write_bytes(whole)


DRILL = Drill(
    does="rehearsal.json is cut in the middle.",
    holds="`rehearse` names the file and the command; deployments are not concerned.",
    start=Start.READY,
    act=act,
)
